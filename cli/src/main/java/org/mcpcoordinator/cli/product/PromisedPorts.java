package org.mcpcoordinator.cli.product;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Printer;

/**
 * Ports of this user's products where nothing listens for a while: an {@code up} has only just chosen them, or the product
 * they belong to is down, or its WildFly or PostgreSQL has died and comes back in a moment on the port it had. They stand in
 * one file of the machine, each beside the process and the data folder they were chosen for, and end with that folder. The
 * file is locked only for the moment of choosing. Nothing depends on it for safety, so the wait is bounded and a file that
 * cannot be had is done without.
 */
final class PromisedPorts {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(50);
    /** Far above what {@code up}s at once can need; a longer file is nobody's of ours. */
    private static final int MOST_BYTES = 1 << 16;

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    private final Path file;
    private final Printer printer;

    PromisedPorts(Path file, Printer printer) {
        this.file = file;
        this.printer = printer;
    }

    /** Those of this user on this machine. */
    static PromisedPorts ofThisMachine(Printer printer) {
        return new PromisedPorts(
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "coordinator-up-" + System.getProperty("user.name") + ".lock"),
                printer);
    }

    /**
     * What was chosen for a data folder.
     *
     * @param folder the data folder, an absolute path
     */
    record Promise(ProcessMark process, String folder, Set<Integer> ports) {
        private boolean stands() {
            return process.alive() || isKept();
        }

        private boolean isKept() {
            return new DataFolder(Path.of(folder)).exists();
        }
    }

    /** Lets {@code choice} choose among the ports that belong to no other data folder, and promises them to this one. */
    UpFile choose(DataFolder folder, Function<Taken, UpFile> choice) {
        String own = folder.root().toString();
        return changing(promises -> {
            promises.removeIf(promise -> promise.folder().equals(own) || !promise.stands());
            UpFile chosen = choice.apply(
                    new Taken(ports(promises, promise -> promise.process().alive()), ports(promises, Promise::isKept)));
            ProcessMark.of(ProcessHandle.current().pid())
                    .ifPresent(mark -> promises.add(new Promise(mark, own, chosen.ports())));
            return chosen;
        });
    }

    private static Set<Integer> ports(List<Promise> promises, Predicate<Promise> which) {
        return promises.stream()
                .filter(which)
                .flatMap(promise -> promise.ports().stream())
                .collect(Collectors.toSet());
    }

    private UpFile changing(Function<List<Promise>, UpFile> change) {
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            if (lock(channel)) {
                List<Promise> promises = read(channel);
                UpFile result = change.apply(promises);
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(JSON.writeValueAsBytes(promises)), 0);
                return result;
            }
        } catch (IOException notPossible) {
            printer.step("(" + file + " cannot be used: " + notPossible.getMessage() + ")");
        }
        return change.apply(new ArrayList<>());
    }

    private static List<Promise> read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MOST_BYTES));
        channel.read(bytes, 0);
        try {
            return new ArrayList<>(JSON.readValue(bytes.array(), new TypeReference<List<Promise>>() {}));
        } catch (IOException tornOrEmpty) {
            return new ArrayList<>();
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (tryLock(channel) == null) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Pause.of(STEP);
        }
        return true;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }
}
