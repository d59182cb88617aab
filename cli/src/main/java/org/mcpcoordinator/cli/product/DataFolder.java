package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.Refusal;

/** The folder that holds all state of one product (default {@code .coordinator}); readable by its owner only. */
public record DataFolder(Path root) {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** The folder, made if it is not there yet. */
    public DataFolder make() {
        try {
            Files.createDirectories(root);
            restrict(root, "rwx------");
            for (Path folder : new Path[] {logs(), agent(), node()}) {
                Files.createDirectories(folder);
            }
            restrict(agent(), "rwx------");
            return this;
        } catch (IOException e) {
            throw Refusal.failed("cannot make the data folder " + root, e);
        }
    }

    public boolean exists() {
        return Files.exists(upFile());
    }

    public Path upFile() {
        return root.resolve("up.json");
    }

    public Path adminPassword() {
        return root.resolve("admin-password");
    }

    public Path secretKey() {
        return root.resolve("secret-key");
    }

    Path databasePasswords() {
        return root.resolve("database-passwords");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path serverHome() {
        return root.resolve("wildfly");
    }

    /** The {@code jboss.server.base.dir} of the first node. */
    public Path node() {
        return root.resolve("node-1");
    }

    public Path agent() {
        return root.resolve("agent");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    Path mark(String process) {
        return root.resolve(process + ".pid");
    }

    /** Does the work while no second {@code up} or {@code down} can work on the same folder. */
    public <T> T locked(Supplier<T> work) {
        try (FileChannel channel =
                        FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                throw Refusal.refused("another up or down is working on " + root + "; wait for it to end");
            }
            return work.get();
        } catch (IOException e) {
            throw Refusal.failed("cannot lock " + root, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    /** Writes a file that only its owner reads; the old text stays until the new one is complete. */
    static void writePrivate(Path file, String text) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(draft);
            if (POSIX) {
                Files.createFile(
                        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void restrict(Path path, String mode) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }
    }
}
