package org.mcpcoordinator.host.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every server as wished: takes orders, decides the next step of each server, and hears from the runners what came
 * of it. All of it happens on the keeper's one thread, so that the same order twice is one process.
 */
final class Keeper implements PipeRunner.Listener {
    /** Why a start is refused where a stranger listens. */
    static final String PORT_TAKEN = "PORT_TAKEN";

    private static final Duration STOPPED_KEPT = Duration.ofHours(4);

    private final KeeperThread thread;
    private final Clock clock;
    private final Wishes wishes;
    private final StatusBoard board;
    private final StartQueue queue;
    private final Aftermath aftermath;
    private @Nullable Runner commands;
    private @Nullable Runner builtins;
    private final Calendar calendar = new Calendar();
    private long tokens;
    private boolean held;

    Keeper(AgentSettings settings, Wishes wishes, KeeperThread thread, Clock clock) {
        this.wishes = wishes;
        this.thread = thread;
        this.clock = clock;
        this.board = new StatusBoard(task -> thread.after(Duration.ofMillis(StatusBoard.PAUSE_MILLIS), task));
        this.queue = new StartQueue(thread, settings.parallelStarts(), this::startQueued);
        this.aftermath = new Aftermath(this, wishes, thread, queue, clock);
    }

    void runners(Runner newCommands, Runner newBuiltins) {
        commands = newCommands;
        builtins = newBuiltins;
    }

    /** Takes over a server that is found running; one that nobody wishes will be stopped. */
    KeptServer adopt(Start start, int port) {
        KeptServer server = wishes.of(start, port);
        server.phase = KeptServer.Phase.RUNNING;
        server.verdict = null;
        server.version = start.version();
        server.builtin = start.kind().equals(BuiltinRunner.KIND);
        server.port = port;
        server.attempt = start.attempt();
        server.pid = start.pid();
        server.startedAt = Instant.parse(start.time());
        server.lastStart = start;
        server.token = ++tokens;
        return server;
    }

    void convergeAll() {
        List.copyOf(wishes.all()).forEach(this::converge);
    }

    /** Takes orders; the answer lists those refused, by key. Nothing is done before the wishes are on the disk. */
    Map<ServerKey, String> apply(long newEpoch, List<Sent> orders, boolean full, int parallel) {
        Map<ServerKey, String> refused = new HashMap<>();
        List<KeptServer> touched = wishes.merge(newEpoch, orders, full, refused);
        if (parallel > 0) {
            queue.limit(parallel);
        }
        touched.forEach(this::converge);
        return refused;
    }

    StatusBoard board() {
        return board;
    }

    /** A program's port is listened on. */
    @Override
    public void listens(ServerKey key, long token) {
        thread.execute(() -> {
            KeptServer server = wishes.get(key);
            if (server != null && server.token == token) {
                server.listened = true;
            }
            queue.settled(token);
        });
    }

    /** A program's tools, prompts or resources are others than before. */
    @Override
    public void listChanged(ServerKey key, long token) {
        thread.execute(() -> {
            KeptServer server = wishes.get(key);
            if (server != null && server.token == token) {
                server.lists++;
                board.changed(server);
            }
        });
    }

    /** Forgets servers that were stopped four hours ago; whoever wishes them again is told of nothing before. */
    void forgetOldRests() {
        Instant oldest = clock.instant().minus(STOPPED_KEPT);
        wishes.all().stream()
                .filter(KeptServer::rests)
                .filter(server -> server.restedAt != null && server.restedAt.isBefore(oldest))
                .map(server -> server.key)
                .toList()
                .forEach(wishes::forget);
    }

    /** From now on nothing is started or stopped: the agent is about to end, and ends the servers itself. */
    void hold() {
        held = true;
    }

    /** What the runners have to say goes there. */
    Outcome outcome() {
        return aftermath;
    }

    void converge(KeptServer server) {
        if (held) {
            return;
        }
        switch (server.next()) {
            case NOTHING -> board.changed(server);
            case START -> queue(server);
            case SWAP -> launch(server);
            case STOP -> {
                server.former = null;
                server.phase = KeptServer.Phase.STOPPING;
                runner(server.builtin).stop(server.key, server.token);
            }
            case REST -> rest(server);
        }
    }

    private void queue(KeptServer server) {
        if (!server.order.version().equals(server.version)) {
            server.exit = null;
            // A person or a rollout begins afresh; a replacement goes on counting.
            if (server.order.retry() == null) {
                server.retry.forget();
            }
        }
        Instant now = clock.instant();
        Instant earliest = Instant.ofEpochMilli(server.order.notBefore());
        if (now.isBefore(earliest)) {
            waitFor(server, Duration.between(now, earliest));
            board.changed(server);
            return;
        }
        server.verdict = null;
        server.version = server.order.version();
        server.phase = KeptServer.Phase.QUEUED;
        board.changed(server);
        if (server.order.launch() instanceof Launch.Builtin) {
            launch(server);
        } else {
            queue.add(server.key);
        }
    }

    private void startQueued(ServerKey key) {
        KeptServer server = wishes.get(key);
        if (server != null && server.phase == KeptServer.Phase.QUEUED) {
            launch(server);
        }
    }

    private void launch(KeptServer server) {
        if (server.awaitsSecrets()) {
            server.phase = KeptServer.Phase.IDLE;
            board.changed(server);
            return;
        }
        var missing = server.missingSecrets();
        if (!missing.isEmpty()) {
            giveUp(server, new Desired.Verdict("SECRET_MISSING", "not set: " + String.join(", ", missing)));
            return;
        }
        Order order = server.order;
        server.phase = KeptServer.Phase.STARTING;
        server.version = order.version();
        int attempt = server.nextAttempt();
        // While a crash is being made good, callers are still told of the attempt that crashed.
        server.attempt = server.exit == null ? attempt : server.attempt;
        server.builtin = order.launch() instanceof Launch.Builtin;
        server.port = order.port();
        server.listened = false;
        server.restedAt = null;
        server.token = ++tokens;
        board.changed(server);
        if (!server.builtin) {
            queue.hold(server.token);
        }
        runner(server.builtin)
                .start(new Launching(
                        server.token, order, server.secrets(), attempt, wishes.epoch(), server.nextCause()));
    }

    void retry(KeptServer server, Instant now, Retry.Next next) {
        server.replace = next.replace();
        waitFor(server, calendar.pause(now, next.pause(), wishes.all().size()));
    }

    void waitFor(KeptServer server, Duration pause) {
        server.phase = KeptServer.Phase.WAITING;
        server.due = clock.instant().plus(pause);
        long token = server.token;
        thread.after(pause, () -> {
            if (server.token == token && server.phase == KeptServer.Phase.WAITING) {
                server.phase = KeptServer.Phase.IDLE;
                converge(server);
            }
        });
    }

    /** Nothing is tried until the wish changes. */
    void giveUp(KeptServer server, Desired.Verdict why) {
        server.verdict = why;
        server.phase = KeptServer.Phase.GIVEN_UP;
        board.changed(server);
        wishes.saveSoon();
    }

    private void rest(KeptServer server) {
        server.phase = KeptServer.Phase.IDLE;
        server.restedAt = server.restedAt == null ? clock.instant() : server.restedAt;
        server.verdict = null;
        server.exit = null;
        server.again = null;
        server.former = null;
        server.refused = null;
        server.detail = "";
        server.retry.forget();
        board.changed(server);
        if (!server.mentioned) {
            wishes.forget(server.key);
        }
    }

    Runner runner(boolean builtin) {
        Runner runner = builtin ? builtins : commands;
        if (runner == null) {
            throw new IllegalStateException("the keeper has no runners yet");
        }
        return runner;
    }

    /** An order with the secret values that came beside it; null if none came. */
    record Sent(Order order, @Nullable Map<String, String> secrets) {}

    /** A request that is not carried out. */
    static final class Refusal extends RuntimeException {
        final String code;

        Refusal(String code, String message) {
            super(message);
            this.code = code;
        }
    }
}
