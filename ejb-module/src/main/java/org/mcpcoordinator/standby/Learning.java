package org.mcpcoordinator.standby;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;

/**
 * Decides which servers are asked what they offer, and keeps the pace: those that are to sleep at once, a few at a time; all
 * others a minute after they began to answer, or five seconds if nothing is known of them and hardly anything is being
 * started; again after five to ten minutes, when one began anew, and when one says that its lists have changed. Guarded by
 * itself.
 */
final class Learning {
    private static final Logger LOG = Logger.getLogger(Learning.class);

    /** Whoever asks keeps a thread of the container waiting, which has two for each processor. */
    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();

    /** A second, while others are being started. */
    private static final int IN_NO_HURRY = 2;

    /** A second, while hardly anything is being started. */
    private static final int QUIET = 10;

    /** So many that start are no rollout: one that fails again and again must not hold up all others. */
    private static final int HARDLY_ANY = 4;

    private static final Duration SETTLED = Duration.ofSeconds(60);

    /** What is not known, or of a process that has ended, is missed: it is asked so soon, if nothing is being started. */
    private static final Duration MISSED = Duration.ofSeconds(5);

    /** Words that change unheard are found after this at the latest. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    /**
     * Those that were learnt together are not to be asked again together, for calls notice that: each has a term of its own,
     * shorter by up to this.
     */
    private static final Duration SPREAD = Duration.ofMinutes(5);

    /** So many a second of those that are asked only because it has been long; all of a thousand have their turn in time. */
    private static final int AGED = 4;

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** What failed is tried again after this, and after twice as long each time, up to an hour. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    private static final int MOST_DOUBLINGS = 9;

    /** One that says so again and again is not asked more often. */
    private static final Duration AFTER_CHANGE = Duration.ofSeconds(10);

    private final Map<String, Instant> learnt = new HashMap<>();
    private final Map<String, Failure> failed = new HashMap<>();
    private final Map<String, Instant> changed = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final Deque<Instance> waiting = new ArrayDeque<>();
    private final Asking asking;
    private final Executor aside;
    private final Clock clock;

    /**
     * What could not be learnt.
     *
     * @param at when it was tried last
     * @param times how often in a row
     */
    private record Failure(Instant at, int times) {
        private static Failure after(@Nullable Failure before, Instant now) {
            return new Failure(now, before == null ? 1 : before.times + 1);
        }

        private Instant again() {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, MOST_DOUBLINGS));
            return at.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        }
    }

    /** Asks one server and keeps what it says. */
    interface Asking {
        void ask(Instance instance) throws IOException, InterruptedException;
    }

    Learning(Asking asking, Executor aside, Clock clock) {
        this.asking = asking;
        this.aside = aside;
        this.clock = clock;
    }

    /** What is stored: other nodes learn, too. */
    synchronized void know(Map<String, Instant> stored) {
        learnt.clear();
        learnt.putAll(stored);
    }

    /** True if what its definition offers has been learnt at that moment or later, or cannot be learnt now. */
    synchronized boolean knows(Instance instance, Instant since) {
        Instant at = learnt.get(instance.definitionHash());
        return (at != null && !at.isBefore(since)) || failed.containsKey(instance.definitionHash());
    }

    /** Asks the server soon, as long as there is room; does nothing while its like is being asked, or has just failed. */
    void ask(Instance instance) {
        String hash = instance.definitionHash();
        synchronized (this) {
            if (isHopeless(failed.get(hash), clock.instant()) || underWay.size() >= AT_ONCE || !underWay.add(hash)) {
                return;
            }
        }
        begin(instance, hash);
    }

    private void begin(Instance instance, String hash) {
        try {
            aside.execute(() -> carryOut(instance));
        } catch (RejectedExecutionException notNow) {
            synchronized (this) {
                underWay.remove(hash);
            }
        }
    }

    /** It has said that its lists have changed. */
    synchronized void heard(Instance instance) {
        changed.put(instance.definitionHash(), clock.instant());
    }

    /** Of all that answer, asks those whose turn it is. */
    void inNoHurry(List<Instance> all) {
        Instant now = clock.instant();
        boolean quiet =
                all.stream().filter(Learning::isStarting).limit(HARDLY_ANY + 1L).count() <= HARDLY_ANY;
        Set<String> chosen = new HashSet<>();
        List<Instance> turn = new ArrayList<>();
        int aged = 0;
        for (Instance instance : all) {
            String hash = instance.definitionHash();
            if (turn.size() == (quiet ? QUIET : IN_NO_HURRY)) {
                break;
            }
            if (!hasSettled(instance, quiet, now)) {
                continue;
            }
            boolean outdated = isOutdated(instance, now);
            if ((outdated || (aged < AGED && isAged(hash, now))) && chosen.add(hash)) {
                turn.add(instance);
                aged += outdated ? 0 : 1;
            }
        }
        synchronized (this) {
            waiting.clear();
            waiting.addAll(turn);
        }
        for (int i = 0; i < AT_ONCE; i++) {
            askNext();
        }
    }

    private void askNext() {
        Instance next;
        synchronized (this) {
            next = underWay.size() < AT_ONCE ? waiting.poll() : null;
        }
        if (next != null) {
            ask(next);
        }
    }

    private static boolean isStarting(Instance instance) {
        return instance.desired() == Desired.RUNNING
                && (instance.state() == InstanceState.PLANNED || instance.state() == InstanceState.STARTING);
    }

    private synchronized boolean hasSettled(Instance instance, boolean quiet, Instant now) {
        Instant at = learnt.get(instance.definitionHash());
        boolean missed = quiet && (at == null || at.isBefore(instance.since()));
        return instance.state() == InstanceState.HEALTHY
                && !instance.since().plus(missed ? MISSED : SETTLED).isAfter(now);
    }

    /** Nothing is known of it, it has told of a change, or it began anew: then it may offer something else than before. */
    private synchronized boolean isOutdated(Instance instance, Instant now) {
        String hash = instance.definitionHash();
        Instant at = learnt.get(hash);
        return (at == null || at.isBefore(instance.since()) || hasChanged(at, changed.get(hash), now))
                && !isHopeless(failed.get(hash), now);
    }

    private synchronized boolean isAged(String hash, Instant now) {
        Instant at = learnt.get(hash);
        return at != null && at.plus(term(hash)).isBefore(now) && !isHopeless(failed.get(hash), now);
    }

    private static Duration term(String hash) {
        return FRESH.minusSeconds(Math.floorMod(hash.hashCode(), SPREAD.toSeconds()));
    }

    private static boolean hasChanged(Instant learnt, @Nullable Instant change, Instant now) {
        return change != null
                && !change.isBefore(learnt)
                && learnt.plus(AFTER_CHANGE).isBefore(now);
    }

    private static boolean isHopeless(@Nullable Failure failure, Instant now) {
        return failure != null && failure.again().isAfter(now);
    }

    private synchronized boolean isFirst(String hash) {
        return !failed.containsKey(hash);
    }

    private void carryOut(Instance instance) {
        String hash = instance.definitionHash();
        Instant begun = clock.instant();
        boolean good = false;
        try {
            asking.ask(instance);
            good = true;
        } catch (IOException | RuntimeException failure) {
            // Said once: it is missing in the lists of the whole fleet until it can be learnt. That the database is
            // away is
            // said elsewhere.
            LOG.logf(
                    isFirst(hash) && !(failure instanceof DatabaseAwayException)
                            ? Logger.Level.INFO
                            : Logger.Level.DEBUG,
                    "What %s offers could not be learnt, and is asked again: %s",
                    instance.key(),
                    failure.getMessage());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                underWay.remove(hash);
                if (good) {
                    learnt.put(hash, begun);
                    changed.computeIfPresent(hash, (same, at) -> at.isBefore(begun) ? null : at);
                    failed.remove(hash);
                } else {
                    failed.compute(hash, (same, before) -> Failure.after(before, begun));
                }
            }
            askNext();
        }
    }
}
