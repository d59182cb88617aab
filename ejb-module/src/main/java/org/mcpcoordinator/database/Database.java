package org.mcpcoordinator.database;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database is there, known once for all who need it. A connection that is lost has it asked by a {@link Knock};
 * one that does not answer is away, for everybody and without a further try, until a knock is answered: who asks meanwhile
 * knocks, one at a time. One line tells that it went, one each minute that it still is, one that it is back.
 *
 * <p>Hibernate makes what asks this ({@link GuardedConnections}) by itself, so there is one for each deployment.
 */
public final class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final long KNOCK_EVERY = Duration.ofMillis(500).toNanos();
    private static final long REMIND_EVERY = Duration.ofMinutes(1).toNanos();
    private static final Database OURS = new Database(System::nanoTime);

    private static final int MOST_TRIES = 3;

    private final AtomicInteger tried = new AtomicInteger();
    private final ReentrantLock knocking = new ReentrantLock();
    private final LongSupplier ticker;
    private volatile @Nullable BooleanSupplier knock;
    private volatile boolean away;
    private volatile long knockedAt;
    private final AtomicInteger knocks = new AtomicInteger();
    private long awaySince;
    private long toldAt;

    Database(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** The one of this deployment. */
    public static Database ours() {
        return OURS;
    }

    /** Learns from a connection where to knock, if that can be done; the first one is enough. */
    void reached(Connection connection) throws SQLException {
        if (knock == null && tried.getAndIncrement() < MOST_TRIES) {
            DatabaseMetaData about = connection.getMetaData();
            Knock door = Knock.at(about.getURL(), about.getUserName());
            // One that is not answered now, when we have just got in, could never tell that the database is back.
            if (door != null && door.isAnswered()) {
                reachedBy(door::isAnswered);
            }
        }
    }

    /** How it is asked from now on. */
    void reachedBy(BooleanSupplier question) {
        knock = question;
    }

    /** True while it is away. Asks it, if nobody has for half a second. */
    public boolean isAway() {
        if (away && ticker.getAsLong() - knockedAt >= KNOCK_EVERY && knocking.tryLock()) {
            try {
                ask("");
            } finally {
                knocking.unlock();
            }
        }
        return away;
    }

    /**
     * Nothing, while it is there.
     *
     * @throws DatabaseAwayException at once while it is away
     */
    public void check() {
        if (isAway()) {
            throw new DatabaseAwayException(null);
        }
    }

    /** Told of a failure: true if it came of this, that the database is away. */
    public boolean isAway(Throwable failure) {
        if (!Lost.by(failure)) {
            return false;
        }
        int before = knocks.get();
        knocking.lock();
        try {
            // Many fail together: what is answered while one waits here is the answer to all of them.
            if (!away && knocks.get() == before) {
                ask(String.valueOf(failure.getMessage()));
            }
            return away;
        } finally {
            knocking.unlock();
        }
    }

    /** By who has the lock. */
    private void ask(String reason) {
        BooleanSupplier question = knock;
        boolean answered = question == null || question.getAsBoolean();
        long now = ticker.getAsLong();
        knockedAt = now;
        knocks.incrementAndGet();
        if (answered && away) {
            away = false;
            LOG.infof("The database answers again, after %d s", seconds(now));
        } else if (!answered && !away) {
            away = true;
            awaySince = now;
            toldAt = now;
            LOG.warnf("The database does not answer. Servers and gateway go on serving, all else waits: %s", reason);
        } else if (away && now - toldAt >= REMIND_EVERY) {
            toldAt = now;
            LOG.warnf("The database has not answered for %d s", seconds(now));
        }
    }

    private long seconds(long now) {
        return Duration.ofNanos(now - awaySince).toSeconds();
    }
}
