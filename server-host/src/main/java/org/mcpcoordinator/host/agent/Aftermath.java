package org.mcpcoordinator.host.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What becomes of a server when its runner has something to say of it: retries, verdicts, rest. */
final class Aftermath implements Outcome {
    private static final Set<KeptServer.Phase> EXISTS =
            EnumSet.of(KeptServer.Phase.STARTING, KeptServer.Phase.RUNNING, KeptServer.Phase.STOPPING);

    private final Keeper keeper;
    private final Wishes wishes;
    private final KeeperThread thread;
    private final StartQueue queue;
    private final Clock clock;

    Aftermath(Keeper keeper, Wishes wishes, KeeperThread thread, StartQueue queue, Clock clock) {
        this.keeper = keeper;
        this.wishes = wishes;
        this.thread = thread;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public void started(ServerKey key, long token, Start start) {
        on(key, token, server -> {
            server.phase = KeptServer.Phase.RUNNING;
            server.attempt = start.attempt();
            server.pid = start.pid();
            server.exit = null;
            server.detail = "";
            server.startedAt = Instant.parse(start.time());
            server.lastStart = start;
            server.again = null;
            server.former = null;
        });
    }

    @Override
    public void refused(ServerKey key, long token, Desired.Verdict why, boolean again) {
        on(key, token, server -> {
            queue.settled(token);
            if (server.fallBack(why)) {
                wishes.saveSoon();
            } else if (again) {
                server.detail = why.detail();
                server.refusal = why.reason();
                Instant now = clock.instant();
                boolean taken = why.reason().equals(Keeper.PORT_TAKEN);
                keeper.retry(
                        server,
                        now,
                        taken ? server.retry.replacement(now) : server.retry.ended(now, Duration.ZERO, false));
            } else {
                keeper.giveUp(server, why);
            }
        });
    }

    @Override
    public void ended(ServerKey key, long token, @Nullable Integer exitCode, Desired.Verdict how, boolean atOnce) {
        on(key, token, server -> {
            queue.settled(token);
            if (!EXISTS.contains(server.phase)) {
                return;
            }
            server.exit = exitCode == null ? Integer.valueOf(Integer.MIN_VALUE) : exitCode;
            server.detail = how.detail();
            server.endedBy = how.reason();
            server.former = server.former == null ? null : server.former.ended();
            if (server.phase == KeptServer.Phase.STOPPING) {
                nothingLeft(server);
                return;
            }
            server.again = "crash";
            Instant now = clock.instant();
            if (atOnce) {
                server.replace = false;
                keeper.waitFor(server, Duration.ZERO);
            } else {
                Duration lived = Duration.between(server.startedAt == null ? now : server.startedAt, now);
                keeper.retry(server, now, server.retry.ended(now, lived, server.listened));
            }
        });
    }

    @Override
    public void broke(ServerKey key, long token, Desired.Verdict rule) {
        on(key, token, server -> {
            if (server.phase == KeptServer.Phase.RUNNING) {
                server.verdict = rule;
                server.phase = KeptServer.Phase.STOPPING;
                wishes.saveSoon();
                keeper.runner(server.builtin).stop(key, token);
            }
        });
    }

    @Override
    public void stopped(ServerKey key, long token) {
        on(key, token, server -> {
            queue.settled(token);
            nothingLeft(server);
        });
    }

    private void nothingLeft(KeptServer server) {
        Desired.Verdict rule = server.verdict;
        server.phase = KeptServer.Phase.IDLE;
        server.exit = null;
        if (rule != null && server.order.run() && server.order.version().equals(server.version)) {
            keeper.giveUp(server, rule);
        }
    }

    /** What a runner says counts if it speaks of the newest start; the next step follows at once. */
    private void on(ServerKey key, long token, Consumer<KeptServer> change) {
        thread.execute(() -> {
            KeptServer server = wishes.get(key);
            if (server != null && server.token == token) {
                change.accept(server);
                keeper.board().changed(server);
                keeper.converge(server);
            }
        });
    }
}
