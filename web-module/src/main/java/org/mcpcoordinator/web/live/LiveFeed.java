package org.mcpcoordinator.web.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.BalanceEvent;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceMoved.Move;
import org.mcpcoordinator.insight.FleetMirror;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.web.wire.Json;

/**
 * The feed of this node: gathers what moves, and tells all listeners at most four times a second, with one encoding for
 * all of them. While nobody listens, or nothing moves, nothing runs.
 */
final class LiveFeed implements FleetMirror.Listener {
    /** Least time between two batches. */
    static final Duration BEAT = Duration.ofMillis(250);

    private final Source source;
    private final Later later;
    private final Clock clock;

    private final Set<Outbox> listeners = new LinkedHashSet<>();
    private final Map<InstanceKey, Instance> moved = new LinkedHashMap<>();
    private final Set<InstanceKey> gone = new LinkedHashSet<>();
    private @Nullable Rollout rollout;
    private Instant next = Instant.MIN;
    private boolean awaited;

    LiveFeed(Source source, Later later, Clock clock) {
        this.source = source;
        this.later = later;
        this.clock = clock;
    }

    /** Words the feed's messages from what is seen now. */
    interface Source {
        LiveMessage.Hello hello();

        LiveMessage.Moves moves(List<Instance> moved, Set<InstanceKey> gone);

        LiveMessage.RolloutNews rollout(Rollout rollout);
    }

    /** Runs something once, later. */
    interface Later {
        void run(Runnable what, Duration after);
    }

    /** Greets a listener, and tells it everything from then on. */
    synchronized void join(Outbox listener) {
        // News that comes in meanwhile waits for the lock, and so comes after the hello.
        if (listener.offer(Json.text(source.hello()))) {
            listeners.add(listener);
        }
    }

    /** Tells the listener nothing more; true if it was the last one. */
    synchronized boolean leave(Outbox listener) {
        listener.close();
        boolean listened = listeners.remove(listener);
        if (listeners.isEmpty()) {
            moved.clear();
            gone.clear();
            rollout = null;
        }
        return listened && listeners.isEmpty();
    }

    @Override
    public synchronized void moved(List<Move> moves) {
        if (listeners.isEmpty()) {
            return;
        }
        for (Move move : moves) {
            InstanceKey key = move.any().key();
            @Nullable Instance after = move.after();
            if (after == null) {
                moved.remove(key);
                gone.add(key);
            } else {
                gone.remove(key);
                moved.put(key, after);
            }
        }
        awaitBeat();
    }

    @Override
    public synchronized void moved(Rollout news) {
        if (!listeners.isEmpty()) {
            rollout = news;
            awaitBeat();
        }
    }

    /** Callers notice that; told at once, for its sender has waited. */
    synchronized void balanced(List<BalanceEvent> news) {
        if (!listeners.isEmpty()) {
            String text = Json.text(LiveMessage.BalanceNews.of(news));
            listeners.removeIf(listener -> !listener.offer(text));
        }
    }

    private void awaitBeat() {
        if (!awaited) {
            awaited = true;
            Duration left = next.equals(Instant.MIN) ? Duration.ZERO : Duration.between(clock.instant(), next);
            later.run(this::beat, left.isNegative() ? Duration.ZERO : left);
        }
    }

    private synchronized void beat() {
        awaited = false;
        next = clock.instant().plus(BEAT);
        List<String> news = new ArrayList<>();
        if (!moved.isEmpty() || !gone.isEmpty()) {
            news.add(Json.text(source.moves(List.copyOf(moved.values()), Set.copyOf(gone))));
        }
        if (rollout != null) {
            news.add(Json.text(source.rollout(rollout)));
        }
        moved.clear();
        gone.clear();
        rollout = null;
        listeners.removeIf(listener -> !news.stream().allMatch(listener::offer));
    }
}
