package org.mcpcoordinator.cli.drill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.product.DataFolder;

/**
 * How far a drill is, in a file for whoever has started it: the host agent, which the drill may kill. The file is replaced
 * at each step, so that whoever reads it never sees half of one. Its member {@code step} is READY, FAULT or NOTICED while
 * the drill goes on, and ENDED, REFUSED or BROKEN at its end.
 */
public final class ReportFile {
    private final @Nullable Path file;
    private final ObjectNode told = JsonNodeFactory.instance.objectNode();

    /** @param file null where nobody wants to know */
    public ReportFile(@Nullable Path file) {
        this.file = file;
    }

    /** The fleet is well and it can begin. */
    void ready(Drill drill, int struck, int others) {
        told.put("fault", drill.fault()).put("struck", struck).put("others", others);
        step("READY");
    }

    /** The fault is made now. */
    void fault() {
        told.put("faultAt", Instant.now().toString());
        step("FAULT");
    }

    /** The product shows it, so many seconds after the fault. */
    void noticed(double seconds) {
        told.put("noticedSeconds", seconds);
        step("NOTICED");
    }

    /** It is over, however it went. */
    void ended(DrillReport report) {
        told.setAll(report.json());
        step("ENDED");
    }

    /** It went no further; before the fault that is a refusal, and nothing was done. */
    public void stopped(String sentence) {
        told.put("detail", sentence);
        step(told.has("faultAt") ? "BROKEN" : "REFUSED");
    }

    private void step(String step) {
        told.put("step", step);
        if (file != null) {
            DataFolder.writePrivate(file, told.toString());
        }
    }
}
