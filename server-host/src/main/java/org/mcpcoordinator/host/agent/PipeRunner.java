package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.bridge.Bridge;
import org.mcpcoordinator.host.bridge.Bridged;
import org.mcpcoordinator.mcp.Era;

/**
 * Runs programs that speak MCP over stdio: their pipes go to the bridge, what they say on stderr to their log. They are
 * asked to end by the end of their input. They end with the agent, for nobody else has the other end of their pipes.
 */
final class PipeRunner implements Runner, AutoCloseable {
    static final String KIND = "stdio";

    /** From the end of its input until a program is asked once more, by SIGTERM (2025-11-25, Lifecycle, Shutdown). */
    private static final Duration TO_END_BY_ITSELF = Duration.ofSeconds(2);

    private final AgentSettings settings;
    private final StartsLog starts;
    private final Outcome outcome;
    private final Endings endings;
    private final SocketWatch sockets;
    private final Programs programs;
    private final Bridge bridge;
    private final BiConsumer<ServerKey, Long> answers;
    private final KeeperThread sweeper;
    private final Clock clock;
    private final ExecutorService launcher;
    private final Map<ServerKey, Running> running = new ConcurrentHashMap<>();
    private final Map<ServerKey, Launch> launched = new ConcurrentHashMap<>();

    /** @param answers hears key and token of each program that has answered for the first time */
    PipeRunner(
            AgentSettings settings,
            StartsLog starts,
            Outcome outcome,
            Endings endings,
            SocketWatch sockets,
            Programs programs,
            Bridge bridge,
            BiConsumer<ServerKey, Long> answers,
            KeeperThread sweeper,
            Clock clock) {
        this.settings = settings;
        this.starts = starts;
        this.outcome = outcome;
        this.endings = endings;
        this.sockets = sockets;
        this.programs = programs;
        this.bridge = bridge;
        this.answers = answers;
        this.sweeper = sweeper;
        this.clock = clock;
        this.launcher = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "agent-pipe-launcher");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** One process and its pipes. */
    private record Running(ProcessId process, Bridged pipes) {}

    @Override
    public void start(Launching launching) {
        launcher.execute(() -> {
            try {
                launch(launching);
            } catch (Keeper.Refusal hopeless) {
                refuse(launching, hopeless.code, String.valueOf(hopeless.getMessage()), false);
            } catch (IOException | RuntimeException failure) {
                Report.failure("launching " + launching.key(), failure);
                refuse(launching, "LAUNCH_FAILED", String.valueOf(failure.getMessage()), true);
            }
        });
    }

    @Override
    public void stop(ServerKey key, long token) {
        Running now = running.get(key);
        if (now == null) {
            outcome.stopped(key, token);
            return;
        }
        now.pipes().closeInput();
        endings.end(now.process(), TO_END_BY_ITSELF, settings.stopGrace(), () -> {
            forget(key, token, now);
            outcome.stopped(key, token);
        });
    }

    /** Ends what an earlier agent has left: it has seen the end of its input, and cannot be spoken to again. */
    void endOrphan(ServerKey key, long token, ProcessId process) {
        Report.note("process " + process.pid() + " of " + key + " has outlived its pipes and is ended", null);
        endings.end(process, TO_END_BY_ITSELF, settings.stopGrace(), () -> outcome.stopped(key, token));
    }

    /** True if something of it runs. */
    boolean runs(ServerKey key) {
        return running.containsKey(key);
    }

    /** Its processes now, by server. */
    Map<ServerKey, ProcessId> processes() {
        Map<ServerKey, ProcessId> processes = new HashMap<>();
        running.forEach((key, each) -> processes.put(key, each.process()));
        return processes;
    }

    @Override
    public void close() {
        launcher.shutdownNow();
    }

    private void launch(Launching launching) throws IOException {
        ServerKey key = launching.key();
        Launch launch = launching.order().launch();
        String path = Bridge.path(key.server(), key.replica(), key.side());
        if (launch != null && !launch.equals(launched.put(key, launch))) {
            bridge.forget(path);
        }
        Process child = programs.prepare(launching)
                .redirectError(programs.log(launching))
                .start();
        ProcessId process = ProcessId.of(child.pid(), settings.bootId());
        Start start = launching.started(clock.instant(), process, KIND);
        starts.write(start);
        Bridged pipes =
                bridge.serve(path, child.getInputStream(), child.getOutputStream(), new Heard(launching, child));
        Running now = new Running(process, pipes);
        running.put(key, now);
        sockets.watch(key, launching.token(), process.pid(), launching.order());
        outcome.started(key, launching.token(), start);
        child.onExit()
                .thenAccept(ended -> hasEnded(key, launching.token(), now, ended.exitValue()))
                .exceptionally(failure -> {
                    Report.failure("the end of " + key, failure);
                    return null;
                });
    }

    private void hasEnded(ServerKey key, long token, Running now, @Nullable Integer exitCode) {
        if (endings.isEnding(now.process())) {
            return;
        }
        endings.endRest(now.process(), () -> {
            forget(key, token, now);
            outcome.ended(
                    key, token, exitCode, CommandRunner.sentence(now.process().pid(), exitCode), false);
        });
    }

    private void forget(ServerKey key, long token, Running now) {
        running.remove(key, now);
        bridge.leave(Bridge.path(key.server(), key.replica(), key.side()), now.pipes());
        sockets.forget(key, token);
    }

    private void refuse(Launching launching, String reason, String detail, boolean again) {
        outcome.refused(launching.key(), launching.token(), new Desired.Verdict(reason, detail), again);
    }

    /** What the bridge has to say of one process. */
    private final class Heard implements Bridged.Events {
        private final Launching launching;
        private final Process child;

        Heard(Launching launching, Process child) {
            this.launching = launching;
            this.child = child;
        }

        @Override
        public void met(Era era) {
            answers.accept(launching.key(), launching.token());
        }

        /** A program whose output has ended can never answer again, whether or not its process is still there. */
        @Override
        public void ended() {
            sweeper.after(TO_END_BY_ITSELF, () -> {
                if (child.isAlive()) {
                    log("[bridge] its output has ended and its process has not: it is killed");
                    child.destroyForcibly();
                }
            });
        }

        @Override
        public void log(String line) {
            Path log = settings.log(launching.key());
            try {
                Files.write(
                        log,
                        (line.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException failure) {
                Report.failure("writing to " + log, failure);
            }
        }
    }
}
