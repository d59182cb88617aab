package org.mcpcoordinator.cli.product;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * By what the host agent starts a drill that was asked for in the console: this very program, as an argument vector in a
 * file of the agent's folder. A file, and no argument of the agent: a drill kills the agent, and WildFly, which starts the
 * next one, knows nothing of this program.
 */
final class DrillProgram {
    private DrillProgram() {}

    /** Tells the agent of this folder; says nothing where this program is no jar that can be run again. */
    static void tell(DataFolder folder, Installation installation, Path java) {
        if (!Files.isRegularFile(installation.program())) {
            return;
        }
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        List.of(
                        java.resolve("bin/java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dcoordinator.cli.home=" + installation.root(),
                        "-jar",
                        installation.program().toString(),
                        "drill",
                        "--data",
                        folder.root().toString())
                .forEach(told.putArray("argv")::add);
        DataFolder.writePrivate(folder.agent().resolve("drills.json"), told.toString());
    }
}
