package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A control group of Linux (version 2), made for a test: what systemd puts a unit into, and kills as a whole. */
final class ControlGroup implements AutoCloseable {
    private static final List<Path> ROOTS = List.of(Path.of("/sys/fs/cgroup/unified"), Path.of("/sys/fs/cgroup"));

    private final Path folder;

    private ControlGroup(Path folder) {
        this.folder = folder;
    }

    /** A group of that name; empty where this user may make none. */
    static Optional<ControlGroup> make(String name) {
        for (Path root : ROOTS) {
            if (Files.isWritable(root) && Files.exists(root.resolve("cgroup.controllers"))) {
                try {
                    Path folder = Files.createDirectories(root.resolve(name));
                    if (Files.exists(folder.resolve("cgroup.kill"))) {
                        return Optional.of(new ControlGroup(folder));
                    }
                } catch (IOException notAllowed) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** A shell writes its own id here to join. */
    Path members() {
        return folder.resolve("cgroup.procs");
    }

    boolean contains(long pid) {
        return read().contains(Long.toString(pid));
    }

    /** Kills all members at once, as systemd does, and waits until they are gone. */
    void kill() {
        try {
            Files.writeString(folder.resolve("cgroup.kill"), "1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the control group is empty", Duration.ofSeconds(10), () -> read().isEmpty());
    }

    private List<String> read() {
        try {
            return Files.readAllLines(members());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        Await.until("the control group is taken away", Duration.ofSeconds(10), this::delete);
    }

    private boolean delete() {
        try {
            return Files.deleteIfExists(folder);
        } catch (IOException busy) {
            return false;
        }
    }
}
