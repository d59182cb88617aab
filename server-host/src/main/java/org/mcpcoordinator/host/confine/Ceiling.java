package org.mcpcoordinator.host.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process may have itself: nobody gets more from us, and who asks for more would not start. */
public record Ceiling(long files, long processes, long data) {
    private static final Path LIMITS = Path.of("/proc/self/limits");

    /** As the kernel has it now. */
    public static Ceiling read() {
        return new Ceiling(hard("Max open files"), hard("Max processes"), hard("Max data size"));
    }

    private static long hard(String name) {
        try (Stream<String> lines = Files.lines(LIMITS)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).trim().split("\\s+", -1)[1])
                    .map(value -> value.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(value))
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            return Long.MAX_VALUE;
        }
    }
}
