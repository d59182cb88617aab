package org.mcpcoordinator.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.mcpcoordinator.database.Database;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens on a connection of its own until it is told to stop; connects again, with growing pauses, when it breaks.
 *
 * <p>It needs a thread for itself, the only one of this package: PostgreSQL's driver hands notifications over only to
 * a thread that reads the connection, and a timer that polls would either be late or keep the database busy. Waiting
 * for {@link #WAIT} at a time costs the database nothing and bounds how long a stop takes.
 */
final class Listening implements Runnable {
    private static final Logger LOG = Logger.getLogger(Listening.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final int QUIET_WAITS_PER_CHECK = 15;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final DataSource database;
    private final Consumer<Announced> observers;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private Duration pause = FIRST_PAUSE;

    Listening(DataSource database, Consumer<Announced> observers) {
        this.database = database;
        this.observers = observers;
    }

    @Override
    public void run() {
        try {
            while (stopped.getCount() > 0) {
                // While it is away there is nothing to connect to; to ask that costs little, so it is asked often.
                if (Database.ours().isAway()) {
                    pause = FIRST_PAUSE;
                } else {
                    listenUntilItBreaks();
                }
                if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /** Ends the listening; returns when the thread is done with it, after 5 s at most. */
    void stop() {
        stopped.countDown();
        try {
            if (!ended.await(5, TimeUnit.SECONDS)) {
                LOG.warn("Listening for announcements has not ended within 5 s");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void listenUntilItBreaks() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + AnnouncementStore.DATABASE_CHANNEL);
            pause = FIRST_PAUSE;
            tell(new Announced(Announced.RESUMED, ""));
            try {
                listen(connection.unwrap(PGConnection.class), statement);
            } finally {
                forget(statement);
            }
        } catch (SQLException | RuntimeException broken) {
            if (stopped.getCount() > 0 && !Database.ours().isAway(broken)) {
                LOG.warnf("Listening for announcements broke, connecting again: %s", broken.getMessage());
            }
        }
    }

    private void listen(PGConnection connection, Statement statement) throws SQLException {
        int quiet = 0;
        while (stopped.getCount() > 0) {
            PGNotification[] heard = connection.getNotifications((int) WAIT.toMillis());
            if (heard != null && heard.length > 0) {
                for (PGNotification notification : heard) {
                    tell(AnnouncementStore.heard(notification.getParameter()));
                }
                quiet = 0;
            } else if (++quiet % QUIET_WAITS_PER_CHECK == 0) {
                // A peer that vanished without a word is found only by asking it something.
                statement.execute("SELECT 1");
            }
        }
    }

    /** The connection goes back to the pool; its next user shall not collect our notifications. */
    private static void forget(Statement statement) throws SQLException {
        if (!statement.getConnection().isClosed()) {
            statement.execute("UNLISTEN *");
        }
    }

    private void tell(Announced announced) {
        try {
            observers.accept(announced);
        } catch (RuntimeException broken) {
            if (!endsSoon()) {
                LOG.errorf(broken, "An observer of announcements failed on channel %s", announced.channel());
            }
        }
    }

    /** A desk that an observer asked may have stopped before this; then this is told to stop as well, a moment later. */
    private boolean endsSoon() {
        try {
            return stopped.await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
