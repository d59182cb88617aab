package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.confine.Confines;
import org.mcpcoordinator.host.confine.Limits;

/**
 * Sees to it that programs keep to their limits, and knows of those that ended which limit it was. The kernel enforces what it
 * can ({@link Confines}); what it cannot count for a server as a whole is looked at here. Who stands at its most processes
 * twice in a row is ended: nobody could start another one there, and what has filled the place does not leave it by itself.
 */
final class Guard {
    private static final int TOLERATED_LOOKS = 1;
    private static final int WORDS = 40;
    private static final double NEARLY_ALL = 0.75;
    private static final long PIECE_BYTES = 256 << 10;

    /** What programs say when they are given no memory; Node, Python, C++, Go, Rust and the C library each say it their way. */
    private static final Pattern NO_MEMORY = Pattern.compile(
            "(?i)cannot allocate memory|out of memory|bad_alloc|MemoryError|ENOMEM|not enough memory|memory allocation of \\d+");

    private static final Pattern NO_PROCESS = Pattern.compile(
            "(?i)fork.*resource temporarily unavailable|spawn.* EAGAIN|can't start new thread|unable to create (new )?native thread"
                    + "|pthread_create.*resource temporarily unavailable");

    private final AgentSettings settings;
    private final Confines confines;
    private final Containers containers;
    private final PortRelays relays;
    private final Map<ProcessId, Watched> watched = new ConcurrentHashMap<>();

    Guard(AgentSettings settings, Confines confines, Containers containers, PortRelays relays) {
        this.settings = settings;
        this.confines = confines;
        this.containers = containers;
        this.relays = relays;
    }

    /** Takes in what was just started. */
    void take(Launching launching, ProcessId process) throws IOException {
        if (launching.order().launch() instanceof Launch.Program program) {
            watch(launching.key(), process, program);
        }
        // A container is in a group of the engine's.
        if (launching.order().launch() instanceof Launch.Command command) {
            confines.take(launching.key().toString(), process.pid(), command.limits());
        }
    }

    /** Takes in what an earlier agent has started; the limits it was started with are its process's and its group's. */
    void adopt(ServerKey key, ProcessId process, Order order) {
        if (order.launch() instanceof Launch.Program program) {
            watch(key, process, program);
        }
    }

    private void watch(ServerKey key, ProcessId process, Launch.Program program) {
        String name = key.toString();
        Path log = settings.log(key);
        watched.put(process, new Watched(name, program.limits(), confines.killed(name), log, sizeOf(log)));
    }

    /** What leads to its port; null if nothing has to. */
    @Nullable
    ProcessId relay(ProcessId process) {
        return relays.of(process).orElse(null);
    }

    /** Why it has ended; {@code EXITED} if it was no limit. */
    Desired.Verdict how(ProcessId process, String sentence) {
        Watched server = watched.get(process);
        if (server == null) {
            return new Desired.Verdict(Desired.Verdict.EXITED, sentence);
        }
        Desired.Verdict broke = server.broke;
        if (broke != null) {
            return broke;
        }
        if (confines.killed(server.name) > server.killed) {
            return tooMuch(server, "the kernel ended it when it took more");
        }
        Containers.Violence violence = containers.violence(process);
        if (violence != Containers.Violence.NONE) {
            return violent(server, violence, sentence);
        }
        return words(server, NO_MEMORY)
                .map(line -> tooMuch(server, sentence + " after it had said \"" + line + "\""))
                .or(() -> words(server, NO_PROCESS)
                        .map(line -> tooMany(server, sentence + " after it had said \"" + line + "\"")))
                .orElseGet(() -> new Desired.Verdict(Desired.Verdict.EXITED, sentence));
    }

    /** Not every engine is told by the kernel why a container was killed; what was seen of it just before may tell. */
    private static Desired.Verdict violent(Watched server, Containers.Violence violence, String sentence) {
        if (violence == Containers.Violence.MEMORY) {
            return tooMuch(server, "the kernel ended it when it took more");
        }
        long most = server.limits.memoryMegabytes();
        if (server.highestKb >> 10 >= most * NEARLY_ALL) {
            return tooMuch(server, sentence + " when it had " + (server.highestKb >> 10) + " MB");
        }
        return new Desired.Verdict(
                Desired.Verdict.EXITED,
                sentence
                        + ", which nobody here has sent; the kernel does that to who takes more than limits.memory allows ("
                        + most + " MB), and tells nobody here");
    }

    /** Nothing of it is left. */
    void forget(ProcessId process) {
        containers.forget(process);
        Watched server = watched.remove(process);
        if (server != null) {
            confines.forget(server.name);
        }
    }

    /** Looks at all of them once; returns how long that took, in nanoseconds. */
    long look() {
        long began = System.nanoTime();
        if (!watched.isEmpty()) {
            ProcessForest forest = new ProcessForest(ProcessTable.all());
            watched.forEach((process, server) -> look(process, server, forest.tree(process.pid())));
        }
        return System.nanoTime() - began;
    }

    private void look(ProcessId process, Watched server, List<ProcessTable.Stat> tree) {
        if (server.broke != null
                || tree.stream().noneMatch(stat -> stat.pid() == process.pid() && stat.ticks() == process.ticks())) {
            return;
        }
        if (relays.isLost(process)) {
            String why = "what led to its port from outside its network had ended";
            end(process, server, new Desired.Verdict(Desired.Verdict.EXITED, why));
            return;
        }
        long threads = tree.stream().mapToLong(ProcessTable.Stat::threads).sum();
        server.fullLooks = threads < server.limits.processes() ? 0 : server.fullLooks + 1;
        if (server.fullLooks > TOLERATED_LOOKS || threads > 2L * server.limits.processes()) {
            end(process, server, tooMany(server, "it had " + tree.size() + " processes with " + threads + " threads"));
            return;
        }
        long most = (long) server.limits.memoryMegabytes() << 10;
        long resident = tree.stream().mapToLong(ProcessTable.Stat::residentKb).sum();
        server.highestKb = Math.max(server.highestKb, resident);
        // What processes share is in the first sum once for each; the exact one takes a millisecond for each process.
        if (resident > most) {
            long used = tree.stream()
                    .mapToLong(stat -> ProcessTable.pssKb(stat.pid()))
                    .sum();
            if (used > most) {
                end(process, server, tooMuch(server, "it took " + (used >> 10) + " MB"));
            }
        }
    }

    private void end(ProcessId process, Watched server, Desired.Verdict why) {
        server.broke = why;
        Report.note(server.name + " is ended: " + why.detail(), null);
        if (!confines.kill(server.name)) {
            Swarm.end(process.pid());
        }
    }

    private static Desired.Verdict tooMuch(Watched server, String sentence) {
        return new Desired.Verdict(
                "OUT_OF_MEMORY", sentence + "; limits.memory allows " + server.limits.memoryMegabytes() + " MB");
    }

    private static Desired.Verdict tooMany(Watched server, String sentence) {
        return new Desired.Verdict(
                "TOO_MANY_PROCESSES",
                sentence + "; limits.processes allows " + server.limits.processes() + ", threads included");
    }

    private static Optional<String> words(Watched server, Pattern pattern) {
        // Not what the one before it has said: who dies of something else now would be said to die of that again.
        long written = sizeOf(server.log) - server.from;
        List<String> lines = written == 0
                ? List.of()
                : ServerLogs.read(server.log, WORDS, written > 0 && written < PIECE_BYTES ? server.from : -1)
                        .lines();
        return lines.stream()
                .filter(line -> pattern.matcher(line).find())
                .reduce((first, last) -> last)
                .map(String::strip)
                .map(line -> line.length() > 200 ? line.substring(0, 200) + "..." : line);
    }

    private static long sizeOf(Path log) {
        try {
            return Files.size(log);
        } catch (IOException none) {
            return 0;
        }
    }

    /** One program, and what was seen of it. */
    private static final class Watched {
        final String name;
        final Limits limits;
        final long killed;
        final Path log;
        final long from;
        int fullLooks;
        volatile long highestKb;
        volatile Desired.@Nullable Verdict broke;

        Watched(String name, Limits limits, long killed, Path log, long from) {
            this.name = name;
            this.limits = limits;
            this.killed = killed;
            this.log = log;
            this.from = from;
        }
    }
}
