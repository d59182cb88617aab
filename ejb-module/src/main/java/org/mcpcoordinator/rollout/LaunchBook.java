package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs this node has launched, and which of them have spoken. Executions are told apart, since one that waited long
 * for a thread may speak when another was launched in its place: it is late, but none that a person has started.
 */
final class LaunchBook {
    /** A job that ends at once is started again after this, and twice as long each further time. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private static final Duration AGAIN_AT_MOST = Duration.ofSeconds(30);

    /** A job that has lived this long has not ended at once. */
    private static final Duration LIVES = Duration.ofSeconds(60);

    /** The first launch of each rollout since an execution took it, or since it was given up; further ones follow at once. */
    private final Map<Long, Instant> awaited = new HashMap<>();

    /** Launches that have not returned, by rollout: the newest execution there was before. */
    private final Map<Long, Long> underWay = new HashMap<>();

    /** Executions that have been launched and have not spoken. */
    private final Set<Long> silent = new HashSet<>();

    /** Executions that spoke before their launch returned. */
    private final Set<Long> early = new HashSet<>();

    /** Launches in a row that were never heard of, by rollout. */
    private final Map<Long, Integer> unheard = new HashMap<>();

    /** Why the newest launch of a rollout gave no execution, where it did not. */
    private final Map<Long, String> refused = new HashMap<>();

    private final Map<Long, Series> series = new HashMap<>();

    /** So many launches, the last of them at that moment. */
    private record Series(int count, Instant last) {
        Duration pause() {
            Duration pause = AGAIN.multipliedBy(1L << Math.min(count - 1, 10));
            return pause.compareTo(AGAIN_AT_MOST) > 0 ? AGAIN_AT_MOST : pause;
        }
    }

    /** To be noted before it is launched: its first step may come before the launch returns. */
    synchronized void begins(long rollout, long executionBefore, Instant now) {
        underWay.put(rollout, executionBefore);
        Series before = series.get(rollout);
        if (before != null && !before.last().plus(before.pause()).plus(LIVES).isBefore(now)) {
            awaited.putIfAbsent(rollout, now);
            series.put(rollout, new Series(before.count() + 1, now));
        } else {
            awaited.put(rollout, now);
            series.put(rollout, new Series(1, now));
        }
    }

    synchronized void launched(long rollout, long execution) {
        underWay.remove(rollout);
        refused.remove(rollout);
        if (!early.remove(execution)) {
            silent.add(execution);
        }
    }

    /** There is no execution after all. */
    synchronized void failed(long rollout, String why) {
        underWay.remove(rollout);
        refused.put(rollout, why);
    }

    /** Why its last launch gave no execution. */
    synchronized Optional<String> refusal(long rollout) {
        return Optional.ofNullable(refused.get(rollout));
    }

    /** An execution speaks for the first time: true if this node has launched it, false if a person has. */
    synchronized boolean ours(long rollout, long execution) {
        Long before = underWay.get(rollout);
        if (before != null && execution > before && !silent.contains(execution)) {
            early.add(execution);
            return true;
        }
        return silent.remove(execution);
    }

    /** An execution has taken the rollout: nobody is waited for any more. */
    synchronized void taken(long rollout) {
        awaited.remove(rollout);
        unheard.remove(rollout);
    }

    /** When the first launch was since which no execution has taken the rollout. */
    synchronized Optional<Instant> awaitedSince(long rollout) {
        return Optional.ofNullable(awaited.get(rollout));
    }

    /** It is not waited for any longer; gives how many launches in a row were in vain, and counts afresh from the second on. */
    synchronized int inVain(long rollout) {
        awaited.remove(rollout);
        int times = unheard.merge(rollout, 1, Integer::sum);
        if (times > 1) {
            unheard.remove(rollout);
        }
        return times;
    }

    /** The rollout has been given up: whoever recovers it begins anew. */
    synchronized void over(long rollout) {
        awaited.remove(rollout);
        unheard.remove(rollout);
        refused.remove(rollout);
        series.remove(rollout);
    }

    /** True while the next launch is to wait, because the last ones ended at once. */
    synchronized boolean pauses(long rollout, Instant now) {
        Series before = series.get(rollout);
        return before != null && !before.last().plus(before.pause()).isBefore(now);
    }
}
