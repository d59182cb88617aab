package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.mcpcoordinator.host.bridge.Bridge;

/**
 * Programs that are tried before they join a fleet: started as a server would be, aside, asked what they offer, and ended
 * with all they have started, whatever happens. Nobody is routed to them, and nothing of them stays. Two at once: each may
 * take what it likes of the host for its 20 s.
 */
final class Trials implements AutoCloseable {
    static final int AT_ONCE = 2;

    /** From the end of its input to SIGTERM, and from there to SIGKILL. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration TO_BE_GONE = Duration.ofSeconds(6);

    /** Its memory is not what it would add to a fleet. */
    private static final String OF_ITS_OWN =
            "[trial] in a process of its own; in a fleet built-in servers of a category share one";

    private final AgentSettings settings;
    private final Programs programs;
    private final LoneServe alone;
    private final Guard guard;
    private final PortRelays relays;
    private final Bridge bridge;
    private final Endings endings;
    private final KeeperThread sweeper;
    private final AtomicLong ids = new AtomicLong();
    private final Set<ProcessId> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    Trials(
            AgentSettings settings,
            Programs programs,
            Guard guard,
            PortRelays relays,
            Bridge bridge,
            Endings endings,
            KeeperThread sweeper) {
        this.settings = settings;
        this.programs = programs;
        this.alone = new LoneServe(settings);
        this.guard = guard;
        this.relays = relays;
        this.bridge = bridge;
        this.endings = endings;
        this.sweeper = sweeper;
        threads = new ThreadPoolExecutor(0, AT_ONCE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread made = new Thread(task, "agent-trial");
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Tries a program; tells when it is gone again.
     *
     * @throws Keeper.Refusal TRIALS_BUSY
     */
    void begin(TrialWish wish, Consumer<ObjectNode> told) {
        try {
            threads.execute(() -> told.accept(run(wish)));
        } catch (RejectedExecutionException full) {
            throw new Keeper.Refusal("TRIALS_BUSY", AT_ONCE + " programs are being tried; try again in a moment");
        }
    }

    /** Processes of programs that are tried now. */
    Stream<ProcessId> processes() {
        return running.stream();
    }

    /** Ends all that are tried, without waiting; their trials end by that. */
    @Override
    public void close() {
        threads.shutdownNow();
        running.forEach(this::kill);
    }

    private ObjectNode run(TrialWish wish) {
        // No server of a fleet has a dot in its name.
        ServerKey key = new ServerKey("try." + ids.incrementAndGet(), 0);
        TrialReport report = new TrialReport(wish.secrets());
        boolean gone = true;
        List<String> lines = List.of();
        try {
            clear(key);
            gone = tried(wish, key, report);
            lines = ServerLogs.tail(settings.log(key), TrialReport.LINES).lines();
        } catch (Keeper.Refusal refusal) {
            report.is(TrialReport.State.FAILED, String.valueOf(refusal.getMessage()));
        } catch (IOException | RuntimeException | Error failure) {
            Report.failure("trying a program", failure);
            report.is(TrialReport.State.FAILED, "it could not be tried: " + failure.getMessage());
        } finally {
            clear(key);
        }
        return report.ended(lines, gone);
    }

    private boolean tried(TrialWish wish, ServerKey key, TrialReport report) throws IOException {
        int port = wish.stdio() ? 0 : freePort();
        Launching launching = wish.launching(key, port);
        Process child = wish.launch() instanceof Launch.Builtin ? alone.start(key) : start(wish, launching);
        ProcessId process = ProcessId.of(child, settings.bootId());
        running.add(process);
        CountDownLatch gone = new CountDownLatch(1);
        try {
            guard.take(launching, process);
            // Whatever hangs here, the program does not outlive its time.
            sweeper.after(wish.limit(), () -> {
                if (running.contains(process)) {
                    endings.end(process, QUIET, GRACE, gone::countDown);
                }
            });
            if (wish.launch() instanceof Launch.Builtin builtin) {
                alone.serve(launching, builtin, child);
                report.note(OF_ITS_OWN);
            }
            Trial trial = new Trial(http, wish, report, child);
            if (wish.stdio()) {
                trial.through(bridge, Bridge.path(key.server(), 0, 0));
            } else {
                trial.at(URI.create("http://127.0.0.1:" + port + wish.path()));
            }
            return ended(process, gone);
        } catch (Keeper.Refusal refused) {
            report.is(TrialReport.State.FAILED, String.valueOf(refused.getMessage()));
            return endedForSure(process, gone);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            report.is(TrialReport.State.FAILED, "the agent has ended meanwhile");
            return false;
        } finally {
            if (gone.getCount() > 0) {
                kill(process);
            }
            running.remove(process);
            Desired.Verdict how = guard.how(process, "it was ended");
            if (!how.reason().equals(Desired.Verdict.EXITED)) {
                report.note("[trial] " + how.reason() + ": " + how.detail());
            }
            guard.forget(process);
        }
    }

    private Process start(TrialWish wish, Launching launching) throws IOException {
        return programs.start(launching, builder -> {
            if (wish.stdio()) {
                builder.redirectError(programs.log(launching));
            } else {
                builder.redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(programs.log(launching));
            }
        });
    }

    private boolean endedForSure(ProcessId process, CountDownLatch gone) {
        try {
            return ended(process, gone);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean ended(ProcessId process, CountDownLatch gone) throws InterruptedException {
        endings.end(process, QUIET, GRACE, gone::countDown);
        return gone.await(TO_BE_GONE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void kill(ProcessId process) {
        if (ProcessTable.stat(process.pid())
                .filter(stat -> stat.ticks() == process.ticks())
                .isPresent()) {
            ProcessTable.tree(process.pid(), ProcessTable.all())
                    .forEach(stat -> ProcessHandle.of(stat.pid()).ifPresent(ProcessHandle::destroyForcibly));
        }
        relays.end(process);
    }

    /** Somebody else may take it before the program does; then the program says so. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Its folder and its log, also of one that had this number before. */
    private void clear(ServerKey key) {
        try {
            Files.deleteIfExists(settings.log(key));
            OwnFiles.discard(settings.work(key));
            alone.clear(key);
        } catch (IOException | RuntimeException failure) {
            Report.note("what a trial has left cannot be deleted", failure);
        }
    }
}
