package org.mcpcoordinator.cli.product;

import com.fasterxml.jackson.core.type.TypeReference;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Printer;

/**
 * Ports that an {@code up} of this user has chosen and where nothing listens yet: two at once would choose the same. They
 * stand in one file of the machine, each beside the process that chose it, and end with that process. The file is locked only
 * for the moment of choosing. Nothing depends on it for safety, so the wait is bounded and a file that cannot be had is done
 * without.
 */
final class PromisedPorts {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(50);
    /** Far above what {@code up}s at once can need; a longer file is nobody's of ours. */
    private static final int MOST_BYTES = 1 << 16;

    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** What one process chose. */
    record Promise(ProcessMark process, Set<Integer> ports) {}

    /** Lets {@code choice} choose among the ports that are promised to nobody else alive, and promises them to this process. */
    UpFile choose(Function<Set<Integer>, UpFile> choice) {
        return changing(others -> {
            UpFile chosen = choice.apply(
                    others.stream().flatMap(other -> other.ports().stream()).collect(Collectors.toSet()));
            ProcessMark.of(ProcessHandle.current().pid())
                    .ifPresent(mark -> others.add(new Promise(mark, chosen.ports())));
            return chosen;
        });
    }

    /** Takes back what this process was promised: its ports are listened on, or will never be. */
    void forget() {
        changing(List::size);
    }

    private <T> T changing(Function<List<Promise>, T> change) {
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            if (lock(channel)) {
                List<Promise> others = read(channel);
                T result = change.apply(others);
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(JSON.writeValueAsBytes(others)), 0);
                return result;
            }
        } catch (IOException notPossible) {
            printer.step("(" + file + " cannot be used: " + notPossible.getMessage() + ")");
        }
        return change.apply(new ArrayList<>());
    }

    /** The promises of others that live. */
    private static List<Promise> read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MOST_BYTES));
        channel.read(bytes, 0);
        List<Promise> all = new ArrayList<>();
        try {
            all.addAll(JSON.readValue(bytes.array(), new TypeReference<List<Promise>>() {}));
        } catch (IOException tornOrEmpty) {
            return all;
        }
        long own = ProcessHandle.current().pid();
        all.removeIf(
                promise -> promise.process().pid() == own || !promise.process().alive());
        return all;
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
