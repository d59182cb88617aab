package org.mcpcoordinator.host.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A user of this machine, as {@code /etc/passwd} has it. */
public record Account(String name, int uid, int gid) {
    private static final int READ = 4;
    private static final int EXECUTE = 1;
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

    /**
     * The first folder on the way to that file, or the file, that is closed to this user; empty if it may read it, and run it if
     * it is a program.
     */
    public Optional<Path> closedAt(Path file) throws IOException {
        Path real = file.toRealPath();
        Path at = Path.of("/");
        for (Path step : real) {
            at = at.resolve(step);
            if (!may(at, Files.isDirectory(at) ? EXECUTE : READ | (Files.isExecutable(at) ? EXECUTE : 0))) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** Gives it a file or folder of ours. */
    public void own(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean may(Path file, int wanted) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode");
        boolean own = Files.getAttribute(file, "unix:uid").equals(uid);
        boolean ofGroup = Files.getAttribute(file, "unix:gid").equals(gid);
        int rights = own ? mode >> 6 : ofGroup ? mode >> 3 : mode;
        return (rights & wanted) == wanted;
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
