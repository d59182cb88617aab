package org.mcpcoordinator.usage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Writes down what was called, in batches; by one thread at a time. What the database does not take now is tried again. */
@ApplicationScoped
class Scribe {
    private static final Logger LOG = Logger.getLogger(Scribe.class);

    /** Lines of one turn: 2,500 a second. */
    static final int MOST_LINES = 5_000;

    /** Sums of one statement. */
    private static final int MOST_SUMS = 2_000;

    private static final int SUMS_EVERY = 5;
    private static final int PURGE_EVERY = 150;
    private static final int MOST_PARTS = 50;

    /** With one each 2 s, a minute: then there is newer work. */
    private static final int MOST_TRIES = 30;

    private final AtomicInteger turns = new AtomicInteger();
    private List<Trail.Line> late = List.of();
    private int tries;

    @Inject
    Meter meter;

    @Inject
    Trail trail;

    @Inject
    Usages usages;

    /** One turn, each 2 s. */
    void turn() {
        int turn = turns.incrementAndGet();
        attempt(this::lines, Logger.Level.DEBUG);
        if (turn % SUMS_EVERY == 0) {
            attempt(this::sums, Logger.Level.DEBUG);
        }
        if (turn % PURGE_EVERY == 0) {
            attempt(this::purge, Logger.Level.DEBUG);
        }
    }

    /** All there is, before the end. */
    void finish() {
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
        if (late.isEmpty()) {
            late = trail.take(MOST_LINES);
            tries = 0;
        } else if (++tries > MOST_TRIES) {
            trail.lost(late.size());
            late = trail.take(MOST_LINES);
            tries = 0;
        }
        if (!late.isEmpty()) {
            usages.note(late);
            late = List.of();
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
