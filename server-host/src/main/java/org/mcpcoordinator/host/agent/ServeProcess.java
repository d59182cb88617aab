package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One serve process and the servers given to it. It begins without a process, gets one by {@link #launch} or {@link
 * #ready}, and ends once. Lives on the keeper's thread.
 */
final class ServeProcess {
    /** Servers of one process. */
    static final int MOST = 100;

    private static final Duration CONNECT_EVERY = Duration.ofMillis(15);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    /** A process that says nothing for so long while it is asked something hangs. */
    private static final Duration HANGS_AFTER = Duration.ofSeconds(30);

    private final ServeRecord record;
    private final ServeContext context;
    private final Consumer<ServeProcess> died;
    private final Roster roster;

    private @Nullable ServeCalls calls;
    private @Nullable ProcessId process;
    private @Nullable Process child;
    private Instant launchedAt;
    private @Nullable Instant idleSince;
    private @Nullable Instant lookedAt;
    private boolean over;

    ServeProcess(ServeRecord record, ServeContext context, Consumer<ServeProcess> died) {
        this.record = record;
        this.context = context;
        this.died = died;
        this.roster = new Roster(context);
        this.launchedAt = Instant.parse(record.startedAt());
    }

    ServeRecord record() {
        return record;
    }

    Instant launchedAt() {
        return launchedAt;
    }

    @Nullable
    ProcessId process() {
        return process;
    }

    int size() {
        return roster.size();
    }

    boolean serves(ServerKey key) {
        return roster.names(key);
    }

    /** True if it has ever been asked to serve. */
    boolean wasReady() {
        return calls != null;
    }

    boolean hasRoom() {
        return !over && roster.size() < MOST;
    }

    /** Starts the process and connects as soon as it listens. */
    void launch() {
        if (over) {
            return;
        }
        try {
            launchedAt = context.clock().instant();
            Process launched = context.launcher().start(record);
            child = launched;
            process = ProcessId.of(launched.pid(), context.settings().bootId());
            launched.onExit()
                    .thenAccept(ended -> context.thread().execute(() -> dead(ended.exitValue())))
                    .exceptionally(failure -> {
                        Report.failure("the end of " + record.name(), failure);
                        return null;
                    });
            connect();
        } catch (IOException | RuntimeException failure) {
            Report.failure("starting serve process " + record.name(), failure);
            dead(null);
        }
    }

    /** It is there and has said who it is: everything given to it so far is sent. */
    void ready(ServeCalls newCalls, ProcessId newProcess) {
        calls = newCalls;
        process = newProcess;
        roster.all().forEach((key, launching) -> send(launching));
    }

    /** Takes note of a server it has been serving since before this agent. */
    void holds(Launching launching) {
        roster.holds(launching);
    }

    void serve(Launching launching) {
        idleSince = null;
        roster.add(launching);
        if (calls != null) {
            send(launching);
        }
    }

    void stop(ServerKey key, long token) {
        roster.remove(key);
        if (calls == null) {
            context.outcome().stopped(key, token);
            return;
        }
        calls.call(
                key.addTo(Json.object().put("op", "stop")),
                answer -> context.outcome().stopped(key, token));
    }

    /** Asks it to end, insists after the grace; nothing is started in its place. */
    void end(Consumer<ServeProcess> gone) {
        if (over) {
            return;
        }
        over = true;
        ProcessId ending = process;
        if (calls != null) {
            calls.call(Json.object().put("op", "shutdown"), answer -> {});
        }
        Runnable last = () -> context.thread().execute(() -> {
            close();
            gone.accept(this);
        });
        if (ending == null) {
            last.run();
        } else {
            context.endings().end(ending, context.settings().stopGrace(), last);
        }
    }

    /** Kills it if it hangs, and asks it something so that a hang shows. */
    void look(Instant now) {
        if (over || process == null) {
            return;
        }
        boolean hangs = calls == null
                ? Duration.between(launchedAt, now).compareTo(READY_WITHIN) > 0
                : calls.silentFor(now).compareTo(HANGS_AFTER) > 0;
        if (hangs) {
            Report.note("serve process " + record.name() + " does not answer and is killed", null);
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        } else if (calls != null) {
            ask(calls, now);
        }
    }

    private void ask(ServeCalls open, Instant now) {
        if (lookedAt == null || Duration.between(lookedAt, now).compareTo(HANGS_AFTER.dividedBy(3)) > 0) {
            lookedAt = now;
            open.call(Json.object().put("op", "hello"), answer -> {});
        }
    }

    /** How long it has had nothing to serve; zero if it has. */
    Duration idleSince(Instant now) {
        if (over || roster.size() > 0) {
            idleSince = null;
            return Duration.ZERO;
        }
        if (idleSince == null) {
            idleSince = now;
        }
        return Duration.between(idleSince, now);
    }

    /** The connection broke: of one's own child the exit follows, of another's the process is looked for. */
    void disconnected() {
        ProcessId known = process;
        if (over || known == null) {
            return;
        }
        if (child == null) {
            context.endings().end(known, Duration.ZERO, () -> context.thread().execute(() -> dead(null)));
        } else {
            // It has closed its end without having ended: nothing can be asked of it any more.
            child.destroyForcibly();
        }
    }

    private void connect() {
        if (over) {
            return;
        }
        try {
            ServeCalls.connect(context, record, this::disconnected, (opened, pid) -> {
                if (!over && process != null && pid == process.pid()) {
                    ready(opened, process);
                }
            });
        } catch (IOException notYet) {
            context.thread().after(CONNECT_EVERY, this::connect);
        }
    }

    private void send(Launching launching) {
        ServeCalls open = calls;
        if (open != null && launching.order().launch() instanceof Launch.Builtin builtin) {
            open.call(request(launching, builtin), answer -> answered(launching, answer));
        }
    }

    private static ObjectNode request(Launching launching, Launch.Builtin builtin) {
        Order order = launching.order();
        ObjectNode request = launching.key().addTo(Json.object().put("op", "serve"));
        request.put("generation", order.generation()).put("port", order.port()).put("type", builtin.type());
        request.set("config", launching.placeholders().fill(builtin.config()));
        return request;
    }

    private void answered(Launching launching, ObjectNode answer) {
        ProcessId server = process;
        if (!over && server != null) {
            roster.answered(launching, answer, server);
        }
    }

    private void dead(@Nullable Integer exitCode) {
        if (over) {
            return;
        }
        over = true;
        close();
        Desired.Verdict how = new Desired.Verdict(
                Desired.Verdict.EXITED, CommandRunner.sentence(process == null ? 0 : process.pid(), exitCode));
        died.accept(this);
        roster.all().forEach((key, launching) -> context.outcome().ended(key, launching.token(), exitCode, how, true));
    }

    private void close() {
        if (calls != null) {
            calls.close();
        }
    }
}
