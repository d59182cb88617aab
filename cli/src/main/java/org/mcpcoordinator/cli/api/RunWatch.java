package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Follows a backup or restore to its end. */
public final class RunWatch {
    private static final Duration STEP = Duration.ofMillis(200);

    private final Api api;

    public RunWatch(Api api) {
        this.api = api;
    }

    /**
     * The run as it ended.
     *
     * @param path of the run, for example {@code backups/3}
     * @throws Refusal if it failed, with its reason
     */
    public JsonNode untilEnd(String path) {
        JsonNode run = api.get(path);
        while (run.path("state").asText().equals("RUNNING")) {
            Pause.of(STEP);
            run = api.get(path);
        }
        if (!run.path("state").asText().equals("DONE")) {
            String code = run.path("code").asText();
            throw Refusal.failed(path.replace('/', ' ') + " failed: "
                    + run.path("detail").asText() + (code.isEmpty() ? "" : " [" + code + "]"));
        }
        return run;
    }
}
