package org.mcpcoordinator.health;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    private final Map<Watched, Watch> watches = new ConcurrentHashMap<>();
    private final Map<InstanceKey, Set<Watched>> generations = new ConcurrentHashMap<>();
    private final Queue<Observation> verdicts = new ConcurrentLinkedQueue<>();
    private final Queue<ErasMet> met = new ConcurrentLinkedQueue<>();
    private final LongAdder asked = new LongAdder();
    private final Lines lines;
    private final Clock clock;
    private final LongSupplier ticker;
    private final OwnTime own;
    private final long interval;
    private volatile boolean closed;

    Patrol(Lines lines, Clock clock, LongSupplier ticker, HealthConfig config) {
        this.lines = lines;
        this.clock = clock;
        this.ticker = ticker;
        this.own = new OwnTime(ticker, TimeUnit.MILLISECONDS.toNanos(2 * STEP_MILLIS));
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

    /**
     * What is watched: each generation of an instance by itself, so that the one that takes over goes on being watched.
     */
    private record Watched(InstanceKey key, long generation) {
        static Watched of(Instance instance) {
            return new Watched(instance.key(), instance.generation());
        }
    }

    /** The instance is like this now, and what comes up beside it. */
    void know(Instance instance, Function<Instance, Callee> callee) {
        Set<Watched> kept = new HashSet<>();
        Stream.concat(
                        Stream.of(instance),
                        instance.next().filter(next -> next.state() != InstanceState.FAILED).stream())
                .filter(Patrol::isWatched)
                .forEach(each -> {
                    kept.add(Watched.of(each));
                    watch(each, callee);
                });
        forget(instance.key(), kept);
    }

    private void watch(Instance instance, Function<Instance, Callee> callee) {
        long now = ticker.getAsLong();
        Watch known = watches.get(Watched.of(instance));
        if (known != null && known.fits(instance)) {
            known.know(instance, now);
            return;
        }
        if (known != null) {
            known.end();
        }
        Callee how = callee.apply(instance);
        Conversation conversation = new Conversation(
                new Line(lines, how.endpoint()),
                how.headers(),
                how.refusal(),
                eras -> met.add(new ErasMet(instance.key(), instance.generation(), eras, clock.instant())));
        watches.put(Watched.of(instance), new Watch(instance, conversation, how.timing(), now));
        if (closed) {
            end(Watched.of(instance));
        }
    }

    /** What is bridged is reached elsewhere now, or in another way. */
    void reach(Function<Instance, Callee> callee) {
        reach(Instance::isBridged, callee);
    }

    /** These are reached elsewhere now, or in another way. */
    void reach(Predicate<Instance> which, Function<Instance, Callee> callee) {
        // Of a copy: what is put in the place of a watch would be visited as well, for ever.
        Map.copyOf(watches).forEach((watched, watch) -> {
            if (which.test(watch.instance())) {
                Callee how = callee.apply(watch.instance());
                if (watches.remove(watched, watch)) {
                    watch.end();
                    watch(watch.instance(), same -> how);
                }
            }
        });
    }

    /** The instance is no more, or does not run. */
    void forget(InstanceKey key) {
        forget(key, Set.of());
    }

    private void forget(InstanceKey key, Set<Watched> kept) {
        generations.merge(key, Set.copyOf(kept), (before, now) -> {
            before.stream().filter(each -> !now.contains(each)).forEach(this::end);
            return now;
        });
        if (kept.isEmpty()) {
            generations.remove(key);
        }
    }

    private void end(Watched gone) {
        Watch watch = watches.remove(gone);
        if (watch != null) {
            watch.end();
        }
    }

    /** Forgets all others. */
    void keepOnly(Collection<InstanceKey> keys) {
        Set<InstanceKey> others = new HashSet<>(generations.keySet());
        others.removeAll(Set.copyOf(keys));
        others.forEach(this::forget);
    }

    /**
     * One step. Servers that have settled are asked at most at one and a half times the mean pace, and spread over the
     * time until the next step: asked all at once, they and we would keep the processors from the gateway's calls for
     * some milliseconds, ten times a second. Those that start are asked when they are due.
     */
    void step() {
        long read = own.step();
        long now = ticker.getAsLong();
        int pace = (int) Math.max(1, watches.size() * 1.5 * STEP_MILLIS * 1_000_000 / interval + 1);
        List<Watch> settled = new ArrayList<>();
        for (Watch watch : watches.values()) {
            if (watch.isAsking()) {
                watch.giveUpLate(read);
            } else if (watch.isDue(now)) {
                if (watch.instance().state() == InstanceState.STARTING) {
                    ask(watch, now, 0);
                } else if (settled.size() < pace) {
                    settled.add(watch);
                }
            }
        }
        for (int i = 0; i < settled.size(); i++) {
            ask(settled.get(i), now, (long) i * STEP_MILLIS / settled.size());
        }
    }

    private void ask(Watch watch, long now, long inMillis) {
        asked.increment();
        long inNanos = TimeUnit.MILLISECONDS.toNanos(inMillis);
        watch.intend(now + inNanos, own.now() + inNanos);
        if (inMillis == 0) {
            watch.ask(clock, ticker, own, verdicts::add);
        } else {
            lines.later(() -> watch.ask(clock, ticker, own, verdicts::add), inMillis);
        }
    }

    /** True if something has been found out that has not been told yet. */
    boolean hasFound() {
        return !verdicts.isEmpty() || !met.isEmpty();
    }

    /** What has been found out and not been told yet. */
    List<Observation> takeVerdicts() {
        return taken(verdicts);
    }

    /** Which eras servers have been found to speak, and that has not been told yet. */
    List<ErasMet> takeMet() {
        return taken(met);
    }

    private static <T> List<T> taken(Queue<T> queue) {
        List<T> taken = new ArrayList<>();
        for (T next = queue.poll(); next != null; next = queue.poll()) {
            taken.add(next);
        }
        return taken;
    }

    Optional<Watch> find(InstanceKey key) {
        return generations.getOrDefault(key, Set.of()).stream()
                .min(Comparator.comparingLong(Watched::generation))
                .map(watches::get);
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

    /** Whatever was found out so far counts for nothing; connections and what was seen are kept. */
    void beginAnew() {
        watches.values().forEach(Watch::beginAnew);
        verdicts.clear();
    }

    void end() {
        keepOnly(Set.of());
        verdicts.clear();
    }

    /** Ends for good: a step that is under way still begins nothing any more. */
    void close() {
        closed = true;
        end();
    }

    /**
     * How an instance is asked.
     *
     * @param endpoint where
     * @param headers sent with every question
     * @param refusal why it must not be asked at all; empty if it may
     * @param timing its times
     */
    record Callee(URI endpoint, Map<String, String> headers, String refusal, Watch.Timing timing) {
        Callee {
            headers = Map.copyOf(headers);
        }
    }
}
