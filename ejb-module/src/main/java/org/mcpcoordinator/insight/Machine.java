package org.mcpcoordinator.insight;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the machine of this node has and uses, read from Linux; a container's own limits count where they are lower. What
 * cannot be read is no data.
 */
@ApplicationScoped
class Machine {
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** Bytes of a file that are read; what is looked for stands near the beginning. */
    private static final int MOST = 65_536;

    private final Deque<Ticks> ticks = new ArrayDeque<>();
    private final Path root;

    @Inject
    Clock clock;

    Machine() {
        this(Path.of("/"));
    }

    Machine(Path root) {
        this.root = root;
    }

    /**
     * Of something there is only so much of.
     *
     * @param used in use now
     * @param total all there is
     */
    record Share(double used, double total) {
        double percent() {
            return used * 100 / total;
        }

        /** With so much more in use. */
        Share with(double more) {
            return new Share(used + more, total);
        }
    }

    /** Time of all processors since boot, in ticks. */
    private record Ticks(Instant at, long busy, long all) {}

    /** Takes a sample; called every 5 s. */
    synchronized void sample() {
        ticks().ifPresent(now -> {
            ticks.addLast(now);
            while (Duration.between(ticks.getFirst().at(), now.at()).compareTo(KEPT) > 0) {
                ticks.removeFirst();
            }
        });
    }

    /** Memory in KiB: what is not available to new programs counts as used. */
    Optional<Share> memory() {
        OptionalLong total = field("proc/meminfo", "MemTotal:");
        OptionalLong available = field("proc/meminfo", "MemAvailable:");
        if (total.isEmpty() || available.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong most = number("sys/fs/cgroup/memory.max");
        OptionalLong current = number("sys/fs/cgroup/memory.current");
        if (most.isPresent() && current.isPresent() && most.getAsLong() / 1024 < total.getAsLong()) {
            long cache = field("sys/fs/cgroup/memory.stat", "inactive_file").orElse(0);
            return Optional.of(new Share((current.getAsLong() - cache) / 1024.0, most.getAsLong() / 1024.0));
        }
        return Optional.of(new Share(total.getAsLong() - available.getAsLong(), total.getAsLong()));
    }

    /** The share of all processors that was busy, at least over the window; empty until it has been watched that long. */
    synchronized Optional<Share> processors(Duration window) {
        Ticks now = ticks().orElse(null);
        if (now == null) {
            return Optional.empty();
        }
        Instant from = now.at().minus(window);
        @Nullable Ticks then = null;
        for (Ticks one : ticks) {
            if (!one.at().isAfter(from)) {
                then = one;
            }
        }
        return then == null || now.all() <= then.all()
                ? Optional.empty()
                : Optional.of(new Share(now.busy() - then.busy(), now.all() - then.all()));
    }

    /** Open files: WildFly's own and the machine's, each with its limit. */
    List<Share> files() {
        OptionalLong limit = field("proc/self/limits", "Max open files", 3);
        Stream<Share> own = limit.isPresent() ? Stream.of(new Share(openFiles(), limit.getAsLong())) : Stream.empty();
        String[] all = text("proc/sys/fs/file-nr").orElse("").trim().split("\\s+", -1);
        Stream<Share> machine = all.length == 3
                ? Stream.of(new Share(Double.parseDouble(all[0]), Double.parseDouble(all[2])))
                : Stream.empty();
        return Stream.concat(own, machine).filter(share -> share.total() > 0).toList();
    }

    private long openFiles() {
        try (Stream<Path> open = Files.list(root.resolve("proc/self/fd"))) {
            return open.count();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Processes and threads. */
    Optional<Share> processes() {
        OptionalLong most = number("sys/fs/cgroup/pids.max");
        OptionalLong current = number("sys/fs/cgroup/pids.current");
        if (most.isPresent() && current.isPresent()) {
            return Optional.of(new Share(current.getAsLong(), most.getAsLong()));
        }
        OptionalLong limit = number("proc/sys/kernel/pid_max");
        String[] load = text("proc/loadavg").orElse("").split("[ /]", -1);
        return limit.isPresent() && load.length >= 5
                ? Optional.of(new Share(Long.parseLong(load[4]), limit.getAsLong()))
                : Optional.empty();
    }

    private Optional<Ticks> ticks() {
        return text("proc/stat").map(text -> {
            String[] cpu = text.lines().findFirst().orElse("").trim().split("\\s+", -1);
            long all = 0;
            for (int i = 1; i < Math.min(cpu.length, 9); i++) {
                all += Long.parseLong(cpu[i]);
            }
            long idle = cpu.length > 5 ? Long.parseLong(cpu[4]) + Long.parseLong(cpu[5]) : all;
            return new Ticks(clock.instant(), all - idle, all);
        });
    }

    private OptionalLong field(String file, String name) {
        return field(file, name, 1);
    }

    /** A number of the first line that begins so; none where it says unlimited. */
    private OptionalLong field(String file, String name, int place) {
        return text(file).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(name))
                .map(line -> line.split("\\s+", -1)[place])
                .filter(number -> number.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /** A file with one number; {@code max} and a file that is not there mean no limit. */
    private OptionalLong number(String file) {
        return text(file).map(String::trim).filter(text -> text.matches("\\d{1,18}")).stream()
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private Optional<String> text(String file) {
        Path path = root.resolve(file);
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        // In one go: a file of /proc/sys gives nothing more after the first read, and Files.readString begins with one
        // byte.
        byte[] content = new byte[MOST];
        try (InputStream in = Files.newInputStream(path)) {
            int length = in.readNBytes(content, 0, MOST);
            return Optional.of(new String(content, 0, length, StandardCharsets.US_ASCII));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
