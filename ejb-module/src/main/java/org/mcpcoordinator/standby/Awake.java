package org.mcpcoordinator.standby;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.Traffic;

/**
 * The servers on demand that are awake, and when each was called last. It begins with the node: what was awake before that
 * counts as called when it began, so that a restart of WildFly puts nothing to sleep early. Used by one thread at a time.
 */
final class Awake {
    /** One that was started to be looked at, and not because of a call, sleeps so soon. */
    static final Duration UNCALLED = Duration.ofSeconds(3);

    private final Instant began;
    private final Map<InstanceKey, Use> uses = new HashMap<>();

    /** The gateway's counts when each was looked at last, awake or not: a call may be over before its server is seen here. */
    private final Map<InstanceKey, Long> counts = new HashMap<>();

    Awake(Instant began) {
        this.began = began;
    }

    /**
     * How one is used.
     *
     * @param begun the gateway's count when it was looked at last
     * @param called true if it has been called since it was started
     * @param at when it was called last, or began to answer
     * @param busy true while a call is under way
     */
    record Use(Instance instance, long begun, boolean called, Instant at, boolean busy) {
        boolean idle(Duration time, Instant now) {
            return !busy && Duration.between(at, now).compareTo(time) >= 0;
        }

        /** True if nothing has been sent there since, and nothing is under way. */
        boolean stillIdle(Traffic.Calls calls) {
            return calls.underWay() == 0 && calls.begun() == begun;
        }

        /** True if it has been idle for as long as its definition allows. */
        boolean due(Instant now) {
            return idle(called ? Duration.ofSeconds(instance.idleSeconds()) : UNCALLED, now);
        }
    }

    /** Takes note of who is awake now and what the gateway has sent there. */
    void look(List<Instance> awake, Function<Instance, Traffic.Calls> traffic, Instant now) {
        Set<InstanceKey> keys = awake.stream().map(Instance::key).collect(Collectors.toSet());
        uses.keySet().retainAll(keys);
        for (Instance instance : awake) {
            Traffic.Calls calls = traffic.apply(instance);
            Use before = uses.get(instance.key());
            boolean busy = calls.underWay() > 0;
            long begun = calls.begun();
            if (before == null || !before.instance().incarnation().equals(instance.incarnation())) {
                boolean wasThere = instance.since().isBefore(began);
                boolean called = wasThere || busy || begun != counts.getOrDefault(instance.key(), 0L);
                uses.put(instance.key(), new Use(instance, begun, called, called ? now : instance.since(), busy));
            } else if (busy || begun != before.begun()) {
                uses.put(instance.key(), new Use(instance, begun, true, now, busy));
            } else {
                uses.put(instance.key(), new Use(instance, begun, before.called(), before.at(), false));
            }
            counts.put(instance.key(), begun);
        }
    }

    /** Those that have been idle for long enough. */
    List<Use> due(Instant now) {
        return uses.values().stream().filter(use -> use.due(now)).toList();
    }

    /**
     * Those of them that may sleep: all that nobody called, and of the others those called longest ago, as long as
     * {@code warmMin} of them stay.
     */
    List<Instance> sleepers(Instant now, int warmMin, Predicate<Use> known) {
        List<Instance> sleepers = new ArrayList<>();
        long room = uses.values().stream().filter(Use::called).count() - warmMin;
        for (Use use : oldestFirst()) {
            if (use.due(now) && known.test(use) && (!use.called() || room > 0)) {
                sleepers.add(use.instance());
                room -= use.called() ? 1 : 0;
            }
        }
        return sleepers;
    }

    /** So many that make room for others: called longest ago, not at this moment, and not in the last second. */
    List<Instance> evictable(Instant now, int most, Set<String> needed, Predicate<Use> may) {
        return oldestFirst().stream()
                .filter(use -> use.idle(Duration.ofSeconds(1), now)
                        && may.test(use)
                        && !needed.contains(use.instance().key().server()))
                .limit(Math.max(0, most))
                .map(Use::instance)
                .toList();
    }

    /** They sleep now: nobody else is to be told that they could. */
    void forget(List<Instance> asleep) {
        asleep.forEach(instance -> uses.remove(instance.key()));
    }

    private List<Use> oldestFirst() {
        return uses.values().stream().sorted(Comparator.comparing(Use::at)).toList();
    }
}
