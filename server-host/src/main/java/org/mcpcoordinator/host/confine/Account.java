package org.mcpcoordinator.host.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A user of this machine, as {@code /etc/passwd} has it. */
public record Account(String name, int uid, int gid) {
    private static final Path PASSWD = Path.of("/etc/passwd");
    private static final Path STATUS = Path.of("/proc/self/status");

    /** The user of that name or number; empty if there is none. */
    public static Optional<Account> of(String name) {
        try (Stream<String> lines = Files.lines(PASSWD)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 3 && (fields[0].equals(name) || fields[2].equals(name)))
                    .map(fields -> new Account(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    /** True if this process may do everything. */
    public static boolean isRoot() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            return false;
        }
    }
}
