package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this machine has left, as its kernel tells; 0 for what it does not tell. */
final class Room {
    private static final Path PROC = Path.of("/proc");
    private static final long KB_PER_MB = 1024;

    private Room() {}

    static ObjectNode now() {
        return Json.object()
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("memoryMegabytes", memory(lines("meminfo")))
                .put("files", files(lines("sys/fs/file-nr")))
                .put("processes", processes(lines("loadavg"), lines("sys/kernel/pid_max")));
    }

    static long memory(List<String> meminfo) {
        return meminfo.stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KB_PER_MB)
                .findFirst()
                .orElse(0);
    }

    /** {@code allocated, free, most} (proc_sys_fs(5)). */
    static long files(List<String> fileNr) {
        if (fileNr.isEmpty()) {
            return 0;
        }
        String[] numbers = fileNr.get(0).trim().split("\\s+", -1);
        // Without a limit the most is the largest number there is.
        return Math.max(0, Long.parseLong(numbers[2]) - Long.parseLong(numbers[0]));
    }

    /** The fourth field of loadavg is {@code running/all}, threads counted as the kernel numbers them. */
    static long processes(List<String> loadavg, List<String> pidMax) {
        if (loadavg.isEmpty() || pidMax.isEmpty()) {
            return 0;
        }
        String all = loadavg.get(0).split(" ", -1)[3];
        long running = Long.parseLong(all.substring(all.indexOf('/') + 1));
        return Math.max(0, Long.parseLong(pidMax.get(0).trim()) - running);
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(PROC.resolve(file));
        } catch (IOException unknownHere) {
            return List.of();
        }
    }
}
