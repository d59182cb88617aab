package org.mcpcoordinator.usage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Writes down what was called, in batches; by one thread at a time. What the database does not take now is tried again. */
@ApplicationScoped
class Scribe {
    private static final Logger LOG = Logger.getLogger(Scribe.class);

    /** Of one turn: 2,500 lines a second. */
    static final int MOST_PIECES = 5;

    /** Sums of one statement. */
    private static final int MOST_SUMS = 2_000;

    private static final int SUMS_EVERY = 10;
    private static final int PURGE_EVERY = 300;
    private static final int MOST_PARTS = 50;

    /**
     * Between two pieces. The database writes one in some milliseconds; five in a row would keep a processor from the calls for
     * longer than those may take.
     */
    private static final long REST_MILLIS = 100;

    /** With one each second, a minute: then there is newer work. */
    private static final int MOST_TRIES = 60;

    private final AtomicInteger turns = new AtomicInteger();
    private final Deque<Lines> late = new ArrayDeque<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private int tries;

    @Inject
    Meter meter;

    @Inject
    Trail trail;

    @Inject
    Usages usages;

    /** One turn, each second. */
    synchronized void turn() {
        int turn = turns.incrementAndGet();
        attempt(this::lines, Logger.Level.DEBUG);
        if (turn % SUMS_EVERY == 0) {
            attempt(this::sums, Logger.Level.DEBUG);
        }
        if (turn % PURGE_EVERY == 0) {
            attempt(this::purge, Logger.Level.DEBUG);
        }
    }

    /** All there is, before the end; a turn that is under way rests no more. */
    void finish() {
        ending.countDown();
        writeAll();
    }

    private synchronized void writeAll() {
        while (attempt(this::lines, Logger.Level.WARN) && trail.waits()) {
            LOG.debugf("More lines wait to be written");
        }
        attempt(this::sums, Logger.Level.WARN);
    }

    /** What one of them cannot write keeps the others from nothing. */
    private static boolean attempt(Runnable step, Logger.Level level) {
        try {
            step.run();
            return true;
        } catch (RuntimeException databaseAway) {
            LOG.logf(level, "What was called is not written now: %s", databaseAway.getMessage());
            return false;
        }
    }

    private void purge() {
        int parts = 0;
        while (usages.purge() >= Usages.AT_A_TIME && ++parts < MOST_PARTS) {
            LOG.debugf("More of what was called is old");
        }
    }

    private void lines() {
        if (!late.isEmpty() && ++tries > MOST_TRIES) {
            trail.lost(List.copyOf(late));
            late.clear();
        }
        if (late.isEmpty()) {
            late.addAll(trail.take(MOST_PIECES));
            tries = 0;
        }
        while (!late.isEmpty()) {
            usages.note(List.of(late.element()));
            late.remove();
            if (!late.isEmpty()) {
                rest();
            }
        }
    }

    private void rest() {
        try {
            if (ending.await(REST_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("The end has come: what waits is written without a rest");
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private void sums() {
        List<Meter.Told> news = meter.news();
        for (int at = 0; at < news.size(); at += MOST_SUMS) {
            List<Meter.Told> some = news.subList(at, Math.min(at + MOST_SUMS, news.size()));
            usages.add(some.stream().map(Meter.Told::usage).toList());
            some.forEach(Meter.Told::written);
        }
    }
}
