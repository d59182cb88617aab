package org.mcpcoordinator.host.agent;

import java.io.File;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs: each in a session of its own, with a clean environment, no input, and its output in a file, so that it
 * needs nobody. Starting is done by two threads beside the keeper's.
 */
final class CommandRunner implements Runner, AutoCloseable {
    static final String KIND = "command";

    private final AgentSettings settings;
    private final StartsLog starts;
    private final Outcome outcome;
    private final Endings endings;
    private final SocketWatch sockets;
    private final Programs programs;
    private final Clock clock;
    private final ExecutorService launchers;
    private final Map<ServerKey, ProcessId> running = new ConcurrentHashMap<>();

    CommandRunner(
            AgentSettings settings,
            StartsLog starts,
            Outcome outcome,
            Endings endings,
            SocketWatch sockets,
            Programs programs,
            Clock clock) {
        this.settings = settings;
        this.starts = starts;
        this.outcome = outcome;
        this.endings = endings;
        this.sockets = sockets;
        this.clock = clock;
        this.programs = programs;
        this.launchers = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "agent-launcher");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void start(Launching launching) {
        launchers.execute(() -> {
            try {
                launch(launching);
            } catch (Keeper.Refusal hopeless) {
                refuse(launching, hopeless.code, String.valueOf(hopeless.getMessage()), false);
            } catch (IOException | RuntimeException failure) {
                // Out of processes or memory, a full disk: that may pass.
                Report.failure("launching " + launching.key(), failure);
                refuse(launching, "LAUNCH_FAILED", String.valueOf(failure.getMessage()), true);
            }
        });
    }

    /** Takes over a process that an earlier agent started. */
    void adopt(ServerKey key, long token, ProcessId process, Order order) {
        running.put(key, process);
        sockets.watch(key, token, process.pid(), order);
        endings.watch(process, () -> hasEnded(key, token, process, null));
    }

    @Override
    public void stop(ServerKey key, long token) {
        ProcessId process = running.get(key);
        if (process == null) {
            outcome.stopped(key, token);
            return;
        }
        endings.end(process, settings.stopGrace(), () -> {
            forget(key, token, process);
            outcome.stopped(key, token);
        });
    }

    /** Its processes now, by server. */
    Map<ServerKey, ProcessId> processes() {
        return new HashMap<>(running);
    }

    @Override
    public void close() {
        launchers.shutdownNow();
    }

    private void launch(Launching launching) throws IOException {
        Order order = launching.order();
        ProcessBuilder builder = programs.prepare(launching)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(programs.log(launching));
        if (Listeners.now().ports().contains(order.port())) {
            refuse(launching, Keeper.PORT_TAKEN, "another program listens on port " + order.port(), true);
            return;
        }
        Process child = builder.start();
        ProcessId process = ProcessId.of(child.pid(), settings.bootId());
        Start start = launching.started(clock.instant(), process, KIND);
        starts.write(start);
        ServerKey key = launching.key();
        running.put(key, process);
        sockets.watch(key, launching.token(), process.pid(), order);
        outcome.started(key, launching.token(), start);
        child.onExit()
                .thenAccept(ended -> hasEnded(key, launching.token(), process, ended.exitValue()))
                .exceptionally(failure -> {
                    Report.failure("the end of " + key, failure);
                    return null;
                });
    }

    /** The first process has ended; whatever it left behind of its own is ended too, for it may hold the port. */
    private void hasEnded(ServerKey key, long token, ProcessId process, @Nullable Integer exitCode) {
        if (endings.isEnding(process)) {
            return;
        }
        endings.endRest(process, () -> {
            forget(key, token, process);
            outcome.ended(key, token, exitCode, sentence(process.pid(), exitCode), false);
        });
    }

    private void forget(ServerKey key, long token, ProcessId process) {
        running.remove(key, process);
        sockets.forget(key, token);
    }

    private void refuse(Launching launching, String reason, String detail, boolean again) {
        outcome.refused(launching.key(), launching.token(), new Desired.Verdict(reason, detail), again);
    }

    /** How a process ended, in words. Above 128 the rest is the signal's number. */
    static String sentence(long pid, @Nullable Integer exitCode) {
        if (exitCode == null) {
            return "process " + pid + " ended";
        }
        OptionalInt signal = exitCode > 128 ? OptionalInt.of(exitCode - 128) : OptionalInt.empty();
        return "process " + pid + " ended with "
                + (signal.isPresent() ? "signal " + signal.getAsInt() : "exit code " + exitCode);
    }
}
