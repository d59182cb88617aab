package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mcpcoordinator.host.bridge.Bridge;
import org.mcpcoordinator.host.bridge.Bridged;
import org.mcpcoordinator.mcp.Era;

/**
 * Runs programs that speak MCP over stdio: their pipes go to the bridge, what they say on stderr to their log. They are
 * asked to end by the end of their input. They end with the agent, for nobody else has the other end of their pipes.
 */
final class PipeRunner implements Runner, Launcher.Way, AutoCloseable {
    static final String KIND = "stdio";

    /** From the end of its input until a program is asked once more, by SIGTERM (2025-11-25, Lifecycle, Shutdown). */
    private static final Duration TO_END_BY_ITSELF = Duration.ofSeconds(2);

    private final AgentSettings settings;
    private final Outcome outcome;
    private final Endings endings;
    private final SocketWatch sockets;
    private final Programs programs;
    private final Guard guard;
    private final Bridge bridge;
    private final Listener listener;
    private final KeeperThread sweeper;
    private final Launcher launcher;
    private final Launcher images;
    private final PipeLogs logs = new PipeLogs();
    private final Map<ServerKey, Running> running = new ConcurrentHashMap<>();
    private final Map<ServerKey, Launch> launched = new ConcurrentHashMap<>();

    PipeRunner(
            AgentSettings settings,
            Outcome outcome,
            Endings endings,
            SocketWatch sockets,
            Programs programs,
            Guard guard,
            Bridge bridge,
            Listener listener,
            KeeperThread sweeper,
            Launcher launcher,
            Launcher images) {
        this.settings = settings;
        this.outcome = outcome;
        this.endings = endings;
        this.sockets = sockets;
        this.programs = programs;
        this.guard = guard;
        this.bridge = bridge;
        this.listener = listener;
        this.sweeper = sweeper;
        this.launcher = launcher;
        this.images = images;
    }

    /** Hears of a program, named by its key and the token of its start. */
    interface Listener {
        /** It has answered for the first time. */
        void listens(ServerKey key, long token);

        /** What it offers is something else than before. */
        void listChanged(ServerKey key, long token);
    }

    /** One process and its pipes. */
    private record Running(ProcessId process, Bridged pipes) {}

    @Override
    public void start(Launching launching) {
        (launching.order().launch() instanceof Launch.Image ? images : launcher).start(launching, this);
    }

    @Override
    public String kind() {
        return KIND;
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
        endings.end(process, TO_END_BY_ITSELF, settings.stopGrace(), () -> {
            guard.forget(process);
            outcome.stopped(key, token);
        });
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
        launcher.close();
        logs.close();
    }

    @Override
    public Process begin(Launching launching) throws IOException {
        ServerKey key = launching.key();
        Launch launch = launching.order().launch();
        if (launch != null && !launch.equals(launched.put(key, launch))) {
            bridge.forget(path(key));
        }
        return programs.start(launching, builder -> builder.redirectError(programs.log(launching)));
    }

    @Override
    public void take(Launching launching, Process child, ProcessId process) {
        ServerKey key = launching.key();
        Bridged pipes =
                bridge.serve(path(key), child.getInputStream(), child.getOutputStream(), new Heard(launching, child));
        running.put(key, new Running(process, pipes));
        sockets.watch(key, launching.token(), process.pid(), launching.order());
    }

    @Override
    public void drop(Launching launching, ProcessId process) {
        Running now = running.get(launching.key());
        if (now != null && now.process().equals(process)) {
            forget(launching.key(), launching.token(), now);
        }
    }

    @Override
    public void ended(Launching launching, ProcessId process, int exitCode) {
        if (endings.isEnding(process)) {
            return;
        }
        endings.endRest(process, () -> {
            Desired.Verdict how = guard.how(process, CommandRunner.sentence(process.pid(), exitCode));
            drop(launching, process);
            outcome.ended(launching.key(), launching.token(), exitCode, how, false);
        });
    }

    private void forget(ServerKey key, long token, Running now) {
        running.remove(key, now);
        guard.forget(now.process());
        bridge.leave(path(key), now.pipes());
        sockets.forget(key, token);
    }

    private static String path(ServerKey key) {
        return Bridge.path(key.server(), key.replica(), key.side());
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
            listener.listens(launching.key(), launching.token());
        }

        @Override
        public void listChanged() {
            listener.listChanged(launching.key(), launching.token());
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
            logs.add(settings.log(launching.key()), line);
        }
    }
}
