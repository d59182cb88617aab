package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much the processors of this machine have to do now, as Linux counts tasks that run or could run. */
final class Processors {
    private static final int TASKS_EACH = 4;

    private final Path file;
    private final int count;

    Processors() {
        this(Path.of("/proc/loadavg"), Runtime.getRuntime().availableProcessors());
    }

    Processors(Path file, int count) {
        this.file = file;
        this.count = count;
    }

    int count() {
        return count;
    }

    /** True if more than four tasks for each processor run or wait for one; false where nobody tells. */
    boolean busy() {
        try {
            String tasks = Files.readString(file).split(" ", -1)[3];
            return Integer.parseInt(tasks.substring(0, tasks.indexOf('/'))) > TASKS_EACH * count;
        } catch (IOException | RuntimeException nobodyTells) {
            return false;
        }
    }
}
