package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Printer;

/**
 * Held by the one {@code up} of a user that is between choosing free ports and listening on them: two at once would choose
 * the same. Nothing depends on it for safety, so the wait is bounded and a lock that cannot be had is done without.
 */
final class MachineLock {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration STEP = Duration.ofMillis(200);

    private MachineLock() {}

    static <T> T whileHeld(Printer printer, Supplier<T> work) {
        Optional<FileChannel> held = hold(printer);
        try {
            return work.get();
        } finally {
            held.ifPresent(channel -> close(channel, printer));
        }
    }

    private static Optional<FileChannel> hold(Printer printer) {
        Path file = Path.of(
                System.getProperty("java.io.tmpdir"), "coordinator-up-" + System.getProperty("user.name") + ".lock");
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            boolean told = false;
            while (lock(channel) == null && System.nanoTime() < deadline) {
                if (!told) {
                    printer.step("Waiting for another up on this machine to take its ports ...");
                    told = true;
                }
                Pause.of(STEP);
            }
            return Optional.of(channel);
        } catch (IOException notPossible) {
            printer.step("(" + file + " cannot be locked: " + notPossible.getMessage() + ")");
            return Optional.empty();
        }
    }

    private static void close(FileChannel channel, Printer printer) {
        try {
            channel.close();
        } catch (IOException e) {
            printer.step("(the lock of ports cannot be given back before this command ends: " + e.getMessage() + ")");
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }
}
