package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a WildFly of this machine takes while something is done to it: threads by name and heap, and the database
 * connections by what PostgreSQL's processes say of themselves. Looked at four times a second; the most counts.
 */
final class Watched implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final Pattern HEAP =
            Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} ([0-9.eE+]+)$");

    private final Target target;
    private final long wildfly;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "bench-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long workers;
    private volatile long threads;
    private volatile long databaseBusy;
    private volatile long idleInTransaction;
    private volatile double heap;
    private Set<Long> idleBefore = Set.of();

    private Watched(Target target, long wildfly) {
        this.target = target;
        this.wildfly = wildfly;
    }

    /** Of the node that answers first; looks until it is closed. */
    static Watched begin(Target target) {
        JsonNode node = target.api().get("nodes").path("items").path(0);
        Watched watched = new Watched(target, node.path("pid").asLong());
        ScheduledFuture<?> unused =
                watched.looking.scheduleWithFixedDelay(watched::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return watched;
    }

    /** Most threads that carry out tasks, of all pools that do: names with {@code task-} or {@code Thread-}. */
    long workers() {
        return workers;
    }

    /** Most threads of the JVM. */
    long threads() {
        return threads;
    }

    /** Most database connections that were not idle. */
    long databaseBusy() {
        return databaseBusy;
    }

    /** Most database connections that were idle within a transaction at two looks in a row. */
    long idleInTransaction() {
        return idleInTransaction;
    }

    /** Most heap, in MB. */
    double heap() {
        return heap;
    }

    /** Heap after a collection, in MB: what is really held. Where its JDK brings no {@code jcmd}, with garbage. */
    static double heapHeld(Target target) {
        String pid = target.api().get("nodes").path("items").path(0).path("pid").asText();
        Optional<Path> jcmd = ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().command())
                .map(java -> Path.of(java).resolveSibling("jcmd"))
                .filter(Files::isExecutable);
        if (jcmd.isPresent()) {
            try {
                new ProcessBuilder(jcmd.get().toString(), pid, "GC.run")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor(30, TimeUnit.SECONDS);
            } catch (IOException notThere) {
                throw new UncheckedIOException(notThere);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return heapNow(target);
    }

    private static double heapNow(Target target) {
        Matcher used = HEAP.matcher(target.metrics());
        double bytes = 0;
        while (used.find()) {
            bytes += Double.parseDouble(used.group(1));
        }
        return bytes / 1e6;
    }

    private void look() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + wildfly + "/task"))) {
            Set<String> names = Set.of("default task", "coordinator task", "coordinator tas", "EE-ManagedExecu");
            long all = 0;
            long working = 0;
            for (Path task : tasks.toList()) {
                String name = name(task);
                all++;
                working += names.stream().anyMatch(name::startsWith) ? 1 : 0;
            }
            workers = Math.max(workers, working);
            threads = Math.max(threads, all);
        } catch (IOException | UncheckedIOException gone) {
            // It is gone, or this is no Linux: then nothing is known, and nothing is told.
            threads = Math.max(threads, 0);
        }
        database();
        heap = Math.max(heap, heapNow(target));
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    /** PostgreSQL writes into each process' title whose connection it is and what that does. */
    private void database() {
        long busy = 0;
        Set<Long> idle = new HashSet<>();
        for (long process : target.processes()) {
            String title = title(process);
            if (title.startsWith("postgres: coordinator_")) {
                if (title.contains("idle in transaction")) {
                    idle.add(process);
                }
                busy += title.endsWith(" idle") ? 0 : 1;
            }
        }
        databaseBusy = Math.max(databaseBusy, busy);
        // Between two statements every transaction is idle for a moment: only who still is at the next look waits.
        idleInTransaction = Math.max(
                idleInTransaction, idle.stream().filter(idleBefore::contains).count());
        idleBefore = idle;
    }

    private static String title(long process) {
        try {
            return Files.readString(Path.of("/proc/" + process + "/cmdline"))
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException ended) {
            return "";
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
