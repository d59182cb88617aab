package org.mcpcoordinator.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;

/**
 * One instance under watch: when it is asked next, what its last answers were, and what follows from them. Level
 * triggered: what is told depends on the state the fleet has it in, and is told again while nothing comes of it. Moments
 * are nanoseconds of one steady clock. Guarded by itself.
 */
final class Watch {
    /** Good answers in a row that make an unhealthy server healthy again. */
    static final int RISE = 2;

    /** Missed answers in a row that make a healthy server unhealthy. */
    static final int FALL = 3;

    private static final int KEPT = 20;
    private static final long FIRST = Duration.ofMillis(100).toNanos();
    private static final long SOON = Duration.ofSeconds(1).toNanos();
    private static final long TELL_AGAIN = Duration.ofSeconds(3).toNanos();

    private final Conversation conversation;
    private final Timing timing;
    private final Deque<Probe> probes = new ArrayDeque<>(KEPT);
    private Instance instance;
    private long due;
    private long askedAt;
    /** The same moment by the prober's own time. */
    private long askedInOwn;

    private CompletableFuture<Void> question = CompletableFuture.completedFuture(null);
    private boolean ended;
    private int tries;
    private int good;
    private int bad;
    private Reason told = Reason.UNKNOWN;
    private long toldAt;

    Watch(Instance instance, Conversation conversation, Timing timing, long now) {
        this.instance = instance;
        this.conversation = conversation;
        this.timing = timing;
        this.askedAt = now;
        this.due = instance.state() == InstanceState.STARTING ? now + FIRST : now + timing.spread();
    }

    /** True if the watch fits the instance as it is now; else a new one must begin. */
    synchronized boolean fits(Instance now) {
        return now.generation() == instance.generation() && now.endpoint().equals(instance.endpoint());
    }

    /** The fleet has the instance like this now. */
    synchronized void know(Instance news, long now) {
        boolean restarted = news.state() == InstanceState.STARTING
                && (instance.state() != InstanceState.STARTING || news.attempt() != instance.attempt());
        boolean settled = news.state() == InstanceState.HEALTHY && instance.state() == InstanceState.STARTING;
        instance = news;
        if (restarted) {
            tries = 0;
            good = 0;
            bad = 0;
            due = now + FIRST;
        } else if (settled) {
            // Many become healthy in the same moment; from here on they are asked one after the other.
            due = now + timing.spread();
        }
    }

    synchronized Instance instance() {
        return instance;
    }

    synchronized boolean isDue(long now) {
        return question.isDone() && now - due >= 0;
    }

    synchronized boolean isAsking() {
        return !question.isDone();
    }

    /** How long it has been without a question. */
    synchronized long waiting(long now) {
        return now - askedAt;
    }

    /** True if its question is late by more than half an interval. */
    synchronized boolean isOverdue(long now) {
        return question.isDone() && now - due > timing.interval() / 2;
    }

    /** Its last 20 questions, the newest first. */
    synchronized List<Probe> probes() {
        return List.copyOf(probes);
    }

    /**
     * Ends a question that has waited too long; it then comes back as SLOW.
     *
     * @param read up to when all answers have been read, by the prober's own time
     */
    void giveUpLate(long read) {
        boolean late;
        synchronized (this) {
            // Meeting a server takes up to three questions.
            long patience = conversation.peer() == null ? 2 * timing.timeout() : timing.timeout();
            late = !question.isDone() && read - askedInOwn > patience;
        }
        if (late) {
            conversation.giveUp();
        }
    }

    /**
     * It will be asked at this moment, soon; from now on the question counts as under way.
     *
     * @param inOwn the same moment by the prober's own time
     */
    synchronized void intend(long moment, long inOwn) {
        askedAt = moment;
        askedInOwn = inOwn;
        question = new CompletableFuture<>();
    }

    /** Asks as intended; {@code verdicts} gets what follows from the outcome, before the question counts as over. */
    void ask(Clock clock, LongSupplier ticker, OwnTime own, Consumer<Observation> verdicts) {
        CompletableFuture<Void> asked;
        synchronized (this) {
            asked = question;
            if (ended) {
                asked.complete(null);
                return;
            }
        }
        Instant at = clock.instant();
        CompletableFuture<Void> unused = conversation
                .ask()
                .thenAccept(outcome -> {
                    long answeredAt = ticker.getAsLong();
                    note(outcome, at, answeredAt, own.now());
                    verdict(answeredAt).ifPresent(verdicts);
                })
                .whenComplete((nothing, failure) -> asked.complete(null));
    }

    /** What its answers were counts for nothing any more. */
    synchronized void beginAnew() {
        good = 0;
        bad = 0;
        told = Reason.UNKNOWN;
    }

    void end() {
        synchronized (this) {
            ended = true;
        }
        conversation.end();
    }

    private synchronized void note(Outcome outcome, Instant at, long now, long inOwn) {
        good = outcome.ok() ? good + 1 : 0;
        bad = outcome.ok() ? 0 : bad + 1;
        tries++;
        if (probes.size() == KEPT) {
            probes.removeLast();
        }
        int millis = (int) Duration.ofNanos(inOwn - askedInOwn).toMillis();
        probes.addFirst(new Probe(at, outcome.ok(), millis, outcome.reason(), outcome.detail()));
        due = next(outcome, now);
    }

    /** Until the first success from 100 ms on with back-off; then each interval; sooner where a verdict is near. */
    private long next(Outcome outcome, long now) {
        long usual = askedAt + timing.jittered();
        if (instance.state() == InstanceState.STARTING && !outcome.ok()) {
            double pause = FIRST * Math.pow(1.5, Math.min(tries, 20));
            return now + (long) Math.min(pause, (double) timing.interval());
        }
        boolean falling = instance.state() == InstanceState.HEALTHY && bad > 0 && bad < FALL;
        boolean rising = instance.state() == InstanceState.UNHEALTHY && good > 0 && good < RISE;
        return falling || rising ? Math.min(usual, now + SOON) : usual;
    }

    /** What the fleet should be told now, if anything. */
    private synchronized Optional<Observation> verdict(long now) {
        Probe last = probes.peekFirst();
        if (last == null) {
            return Optional.empty();
        }
        Observation verdict = last.ok() ? ifGood() : ifBad(last);
        if (verdict == null || (last.reason() == told && now - toldAt < TELL_AGAIN)) {
            return Optional.empty();
        }
        told = last.reason();
        toldAt = now;
        return Optional.of(verdict);
    }

    private @Nullable Observation ifGood() {
        boolean risen = switch (instance.state()) {
            case STARTING -> true;
            case UNHEALTHY -> good >= RISE;
            case FAILED -> instance.reason() == Reason.DEADLINE;
            case PLANNED, HEALTHY, SLEEPING, QUARANTINED, STOPPING, STOPPED -> false;
        };
        return risen ? new Observation.Answers(instance.key(), instance.generation()) : null;
    }

    private @Nullable Observation ifBad(Probe last) {
        boolean fallen = switch (instance.state()) {
            case HEALTHY -> bad >= FALL;
            case STARTING, UNHEALTHY -> bad >= FALL && instance.reason() != last.reason() && sameReason();
            case PLANNED, SLEEPING, QUARANTINED, STOPPING, STOPPED, FAILED -> false;
        };
        return fallen
                ? new Observation.Fails(instance.key(), instance.generation(), last.reason(), last.detail())
                : null;
    }

    private boolean sameReason() {
        return probes.stream().limit(FALL).map(Probe::reason).distinct().count() == 1;
    }

    /** Times of a watch, in nanoseconds. */
    record Timing(long interval, long timeout, RandomGenerator random) {
        Timing(Duration interval, Duration timeout, RandomGenerator random) {
            this(interval.toNanos(), timeout.toNanos(), random);
        }

        /** Somewhere within an interval. */
        long spread() {
            return (long) (interval * random.nextDouble());
        }

        /**
         * An interval, shortened by 8 to 13 %: nobody waits longer, even when the step on which it is asked is late and
         * others are asked before it.
         */
        long jittered() {
            return (long) (interval * (0.87 + random.nextDouble() * 0.05));
        }
    }
}
