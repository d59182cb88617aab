package org.mcpcoordinator.health;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;

/**
 * Watches the instances it is told of, one step at a time: whoever is due is asked, whoever waited too long is given up,
 * verdicts are collected. Holds no thread and keeps no time of its own.
 */
final class Patrol {
    /** Steps are this far apart. */
    static final int STEP_MILLIS = 100;

    private final Map<InstanceKey, Watch> watches = new ConcurrentHashMap<>();
    private final Queue<Observation> verdicts = new ConcurrentLinkedQueue<>();
    private final LongAdder asked = new LongAdder();
    private final HttpClient http;
    private final Clock clock;
    private final LongSupplier ticker;
    private final long interval;

    Patrol(HttpClient http, Clock clock, LongSupplier ticker, HealthConfig config) {
        this.http = http;
        this.clock = clock;
        this.ticker = ticker;
        this.interval = config.interval().toNanos();
    }

    /** True for those that can answer: they run, as far as is known, and have an address. */
    static boolean isWatched(Instance instance) {
        boolean runs = switch (instance.state()) {
            case STARTING, HEALTHY, UNHEALTHY, QUARANTINED -> true;
            case FAILED -> instance.reason() == Reason.DEADLINE;
            case PLANNED, SLEEPING, STOPPING, STOPPED -> false;
        };
        return runs
                && instance.desired() == Desired.RUNNING
                && !instance.endpoint().isEmpty();
    }

    /** The instance is like this now. */
    void know(Instance instance, Function<Instance, Callee> callee) {
        long now = ticker.getAsLong();
        if (!isWatched(instance)) {
            forget(instance.key());
            return;
        }
        Watch known = watches.get(instance.key());
        if (known != null && known.fits(instance)) {
            known.know(instance, now);
            return;
        }
        forget(instance.key());
        Callee how = callee.apply(instance);
        Conversation conversation = new Conversation(http, URI.create(instance.endpoint()), how.headers());
        watches.put(instance.key(), new Watch(instance, conversation, how.timing(), now));
    }

    /** The instance is no more, or does not run. */
    void forget(InstanceKey key) {
        Watch gone = watches.remove(key);
        if (gone != null) {
            gone.end();
        }
    }

    /** Forgets all others. */
    void keepOnly(Collection<InstanceKey> keys) {
        Set<InstanceKey> others = new HashSet<>(watches.keySet());
        others.removeAll(Set.copyOf(keys));
        others.forEach(this::forget);
    }

    /**
     * One step. Servers that have settled are asked at most at one and a half times the mean pace, so that no moment
     * carries more than its share; those that start are asked when they are due.
     */
    void step() {
        long now = ticker.getAsLong();
        int pace = (int) Math.max(1, watches.size() * 1.5 * STEP_MILLIS * 1_000_000 / interval + 1);
        for (Watch watch : watches.values()) {
            if (watch.isAsking()) {
                watch.giveUpLate(now);
            } else if (watch.isDue(now) && (watch.instance().state() == InstanceState.STARTING || pace-- > 0)) {
                asked.increment();
                watch.ask(now, clock, ticker, verdicts::add);
            }
        }
    }

    /** What has been found out and not been told yet. */
    List<Observation> takeVerdicts() {
        List<Observation> taken = new ArrayList<>();
        for (Observation next = verdicts.poll(); next != null; next = verdicts.poll()) {
            taken.add(next);
        }
        return taken;
    }

    Optional<Watch> find(InstanceKey key) {
        return Optional.ofNullable(watches.get(key));
    }

    HealthFigures figures() {
        long now = ticker.getAsLong();
        long longest = 0;
        int overdue = 0;
        int inFlight = 0;
        for (Watch watch : watches.values()) {
            longest = Math.max(longest, watch.waiting(now));
            overdue += watch.isOverdue(now) ? 1 : 0;
            inFlight += watch.isAsking() ? 1 : 0;
        }
        return new HealthFigures(watches.size(), longest / 1_000_000, overdue, inFlight, asked.sum());
    }

    void end() {
        keepOnly(Set.of());
    }

    /**
     * How an instance is asked.
     *
     * @param headers sent with every question
     * @param timing its times
     */
    record Callee(Map<String, String> headers, Watch.Timing timing) {
        Callee {
            headers = Map.copyOf(headers);
        }
    }
}
