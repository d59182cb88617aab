package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine has in all, so that it gets no more servers than it can bear. */
final class Machine {
    private static final int BYTES_PER_KB = 1024;

    private Machine() {}

    static void addTo(ObjectNode answer) {
        answer.put("memoryBytes", memoryBytes(Path.of("/proc/meminfo")))
                .put("processors", Runtime.getRuntime().availableProcessors());
    }

    /** As the kernel counts it (proc_meminfo(5)); 0 where nobody tells. */
    static long memoryBytes(Path meminfo) {
        try {
            return Files.readAllLines(meminfo).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException nobodyTells) {
            return 0;
        }
    }
}
