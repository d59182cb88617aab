package org.mcpcoordinator.host.agent;

import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs: each in a session of its own, with a clean environment, no input, and its output in a file, so that it
 * needs nobody. Starting is done by two threads beside the keeper's.
 */
final class CommandRunner implements Runner, Launcher.Way, AutoCloseable {
    static final String KIND = "command";

    private final AgentSettings settings;
    private final Outcome outcome;
    private final Endings endings;
    private final SocketWatch sockets;
    private final Programs programs;
    private final Guard guard;
    private final Launcher launcher;
    private final Launcher images;
    private final Containers containers;
    private final Map<ServerKey, ProcessId> running = new ConcurrentHashMap<>();

    CommandRunner(
            AgentSettings settings,
            Outcome outcome,
            Endings endings,
            SocketWatch sockets,
            Programs programs,
            Guard guard,
            Launcher launcher,
            Launcher images,
            Containers containers) {
        this.settings = settings;
        this.outcome = outcome;
        this.endings = endings;
        this.sockets = sockets;
        this.programs = programs;
        this.guard = guard;
        this.launcher = launcher;
        this.images = images;
        this.containers = containers;
    }

    @Override
    public void start(Launching launching) {
        // What has to be fetched first keeps nobody else waiting.
        (launching.order().launch() instanceof Launch.Image ? images : launcher).start(launching, this);
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** Takes over a process that an earlier agent started. */
    void adopt(ServerKey key, long token, ProcessId process, Order order) {
        running.put(key, process);
        sockets.watch(key, token, process.pid(), order);
        guard.adopt(key, process, order);
        endings.watch(process, () -> containers.settle(process, exitCode -> hasEnded(key, token, process, exitCode)));
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
        launcher.close();
        images.close();
    }

    @Override
    public Process begin(Launching launching) throws IOException {
        int port = launching.order().port();
        // What leads to a program's port listens there before it is started; a container has no network before that.
        boolean led = launching.order().launch() instanceof Launch.Command program && program.led();
        if (led) {
            free(port);
        }
        return programs.start(launching, builder -> {
            builder.redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(programs.log(launching));
            if (!led) {
                free(port);
            }
        });
    }

    private static void free(int port) {
        if (Listeners.now().ports().contains(port)) {
            throw new Launcher.NotNow(Keeper.PORT_TAKEN, "another program listens on port " + port);
        }
    }

    @Override
    public void take(Launching launching, Process child, ProcessId process) {
        running.put(launching.key(), process);
        sockets.watch(launching.key(), launching.token(), process.pid(), launching.order());
    }

    @Override
    public void drop(Launching launching, ProcessId process) {
        forget(launching.key(), launching.token(), process);
    }

    @Override
    public void ended(Launching launching, ProcessId process, int exitCode) {
        hasEnded(launching.key(), launching.token(), process, exitCode == Integer.MIN_VALUE ? null : exitCode);
    }

    /** The first process has ended; whatever it left behind of its own is ended too, for it may hold the port. */
    private void hasEnded(ServerKey key, long token, ProcessId process, @Nullable Integer exitCode) {
        if (endings.isEnding(process)) {
            return;
        }
        endings.endRest(process, () -> {
            Desired.Verdict how = guard.how(process, sentence(process.pid(), exitCode));
            forget(key, token, process);
            outcome.ended(key, token, exitCode, how, false);
        });
    }

    private void forget(ServerKey key, long token, ProcessId process) {
        running.remove(key, process);
        guard.forget(process);
        sockets.forget(key, token);
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
