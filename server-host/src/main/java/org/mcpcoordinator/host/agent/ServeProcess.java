package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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

    /** Refusals that may pass by themselves. */
    private static final Set<String> PASSING = Set.of("PORT_IN_USE", "INTERNAL");

    private final ServeRecord record;
    private final ServeContext context;
    private final Consumer<ServeProcess> died;
    private final Map<ServerKey, Launching> servers = new LinkedHashMap<>();
    /** What the process has said it serves: the newest of each server, unless that is still on its way. */
    private final Map<ServerKey, Launching> running = new HashMap<>();

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
        return servers.size();
    }

    boolean serves(ServerKey key) {
        return servers.containsKey(key);
    }

    /** True if it has ever been asked to serve. */
    boolean wasReady() {
        return calls != null;
    }

    boolean hasRoom() {
        return !over && servers.size() < MOST;
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
        servers.values().forEach(this::send);
    }

    /** Takes note of a server it has been serving since before this agent. */
    void holds(Launching launching) {
        running.put(launching.key(), launching);
        servers.put(launching.key(), launching);
    }

    void serve(Launching launching) {
        idleSince = null;
        servers.put(launching.key(), launching);
        if (calls != null) {
            send(launching);
        }
    }

    void stop(ServerKey key, long token) {
        servers.remove(key);
        running.remove(key);
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
        if (over || !servers.isEmpty()) {
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
        Order order = launching.order();
        if (calls == null || !(order.launch() instanceof Launch.Builtin builtin)) {
            return;
        }
        ObjectNode request = launching.key().addTo(Json.object().put("op", "serve"));
        request.put("generation", order.generation()).put("port", order.port()).put("type", builtin.type());
        request.set("config", launching.placeholders().fill(builtin.config()));
        calls.call(request, answer -> answered(launching, answer));
    }

    private void answered(Launching launching, ObjectNode answer) {
        ProcessId server = process;
        Launching newest = servers.get(launching.key());
        if (over || server == null || newest == null || newest.token() != launching.token()) {
            return;
        }
        if (answer.path("ok").asBoolean()) {
            Start start = launching.started(context.clock().instant(), server, BuiltinRunner.KIND);
            try {
                context.starts().write(start);
            } catch (IOException failure) {
                Report.failure("starts.log", failure);
            }
            running.put(launching.key(), launching);
            context.outcome().started(launching.key(), launching.token(), start);
            return;
        }
        Launching former = running.get(launching.key());
        if (former == null) {
            servers.remove(launching.key());
        } else {
            // After a failed swap the old handler serves on.
            servers.put(launching.key(), former);
        }
        String code = answer.path("code").asText();
        String message = answer.path("message").asText();
        context.outcome()
                .refused(
                        launching.key(),
                        launching.token(),
                        new Desired.Verdict(
                                code.equals("PORT_IN_USE") ? Keeper.PORT_TAKEN : "LAUNCH_FAILED",
                                code + ": " + message),
                        PASSING.contains(code));
    }

    private void dead(@Nullable Integer exitCode) {
        if (over) {
            return;
        }
        over = true;
        close();
        String sentence = CommandRunner.sentence(process == null ? 0 : process.pid(), exitCode);
        died.accept(this);
        servers.forEach((key, launching) -> context.outcome().ended(key, launching.token(), exitCode, sentence, true));
    }

    private void close() {
        if (calls != null) {
            calls.close();
        }
    }
}
