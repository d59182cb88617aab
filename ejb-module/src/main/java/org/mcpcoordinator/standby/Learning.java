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
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;

/**
 * Decides which servers are asked what they offer, and keeps the pace: those that are to sleep at once, a few at a time; all
 * others a minute after they began to answer, or five seconds if nothing is known of them and nothing is being started; again
 * after an hour, and when one says that its lists have changed. Guarded by itself.
 */
final class Learning {
    private static final Logger LOG = Logger.getLogger(Learning.class);

    /** Whoever asks keeps a thread of the container waiting, which has two for each processor. */
    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();

    /** A second, while others are being started. */
    private static final int IN_NO_HURRY = 2;

    /** A second, while nothing is being started. */
    private static final int QUIET = 10;

    private static final Duration SETTLED = Duration.ofSeconds(60);

    /** What is not known at all is missed: it is asked so soon, if nothing is being started. */
    private static final Duration MISSED = Duration.ofSeconds(5);

    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(60);

    /** One that says so again and again is not asked more often. */
    private static final Duration AFTER_CHANGE = Duration.ofSeconds(10);

    private final Map<String, Instant> learnt = new HashMap<>();
    private final Map<String, Instant> failed = new HashMap<>();
    private final Map<String, Instant> changed = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final Deque<Instance> waiting = new ArrayDeque<>();
    private final Asking asking;
    private final Executor aside;
    private final Clock clock;

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
            Instant failure = failed.get(hash);
            boolean again = failure == null || !clock.instant().isBefore(failure.plus(AFTER_FAILURE));
            if (!again || underWay.size() >= AT_ONCE || !underWay.add(hash)) {
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
        boolean quiet = all.stream().noneMatch(Learning::isStarting);
        Set<String> chosen = new HashSet<>();
        List<Instance> turn = new ArrayList<>();
        for (Instance instance : all) {
            String hash = instance.definitionHash();
            if (turn.size() == (quiet ? QUIET : IN_NO_HURRY)) {
                break;
            }
            if (hasSettled(instance, quiet, now) && isOld(hash, now) && chosen.add(hash)) {
                turn.add(instance);
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
        boolean missed = quiet && !learnt.containsKey(instance.definitionHash());
        return instance.state() == InstanceState.HEALTHY
                && !instance.since().plus(missed ? MISSED : SETTLED).isAfter(now);
    }

    private synchronized boolean isOld(String hash, Instant now) {
        Instant at = learnt.get(hash);
        boolean stale = at == null || at.plus(FRESH).isBefore(now) || isOutdated(at, changed.get(hash), now);
        return stale && !isHopeless(failed.get(hash), now);
    }

    private static boolean isOutdated(Instant learnt, @Nullable Instant change, Instant now) {
        return change != null
                && !change.isBefore(learnt)
                && learnt.plus(AFTER_CHANGE).isBefore(now);
    }

    /** What failed is tried again after a minute, and in no hurry after an hour. */
    private static boolean isHopeless(@Nullable Instant failure, Instant now) {
        return failure != null && failure.plus(FRESH).isAfter(now);
    }

    private void carryOut(Instance instance) {
        String hash = instance.definitionHash();
        Instant begun = clock.instant();
        boolean good = false;
        try {
            asking.ask(instance);
            good = true;
        } catch (IOException | RuntimeException failure) {
            LOG.debugf("What %s offers could not be learnt: %s", instance.key(), failure.getMessage());
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
                    failed.put(hash, begun);
                }
            }
            askNext();
        }
    }
}
