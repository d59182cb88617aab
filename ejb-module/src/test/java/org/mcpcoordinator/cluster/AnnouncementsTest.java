package org.mcpcoordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingDatabase;

class AnnouncementsTest {
    private static final Announced RESUMED = new Announced(Announced.RESUMED, "");
    private final BlockingQueue<Announced> heard = new LinkedBlockingQueue<>();
    private TestingDatabase database;
    private Listening listening;
    private Thread thread;

    @BeforeEach
    void start() {
        database = new TestingDatabase();
        listening = new Listening(database.asApp(), heard::add);
        thread = new Thread(listening);
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        listening.stop();
        database.close();
    }

    @Test
    void whatIsAnnouncedIsHeardInOrderAfterCommit() throws InterruptedException {
        assertThat(next()).isEqualTo(RESUMED);
        database.inTransaction(em -> {
            Announcements announcements = announcements(em);
            announcements.announce("tokens", "");
            announcements.announce("fleet", "{\"a\": 1}");
        });
        assertThat(next()).isEqualTo(new Announced("tokens", ""));
        assertThat(next()).isEqualTo(new Announced("fleet", "{\"a\": 1}"));
    }

    @Test
    void whatWasRolledBackIsNeverHeard() throws InterruptedException {
        assertThat(next()).isEqualTo(RESUMED);
        assertThatThrownBy(() -> database.inTransaction(em -> {
                    announce(em, "lost");
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        database.inTransaction(em -> announce(em, "kept"));
        assertThat(next()).isEqualTo(new Announced("tokens", "kept"));
    }

    @Test
    void aBrokenConnectionIsReplacedAndObserversAreToldThatTheyMayHaveMissedSomething() throws InterruptedException {
        assertThat(next()).isEqualTo(RESUMED);
        database.inTransaction(
                em -> em.createNativeQuery("SELECT CAST(pg_terminate_backend(pid) AS text) FROM pg_stat_activity"
                                + " WHERE query LIKE 'LISTEN%' AND datname = current_database()")
                        .getResultList());
        assertThat(next()).isEqualTo(RESUMED);
        database.inTransaction(em -> announce(em, "again"));
        assertThat(next()).isEqualTo(new Announced("tokens", "again"));
    }

    @Test
    void anObserverThatFailsDoesNotEndTheListening() throws InterruptedException {
        assertThat(next()).isEqualTo(RESUMED);
        listening.stop();
        BlockingQueue<Announced> later = new LinkedBlockingQueue<>();
        listening = new Listening(database.asApp(), announced -> {
            later.add(announced);
            throw new IllegalStateException("observer broke");
        });
        thread = new Thread(listening);
        thread.start();
        assertThat(later.poll(20, TimeUnit.SECONDS)).isEqualTo(RESUMED);
        database.inTransaction(em -> announce(em, "still there"));
        assertThat(later.poll(20, TimeUnit.SECONDS)).isEqualTo(new Announced("tokens", "still there"));
    }

    @Test
    void anObserverThatFailsBecauseAllIsBeingStoppedIsNoError() throws InterruptedException {
        assertThat(next()).isEqualTo(RESUMED);
        listening.stop();
        BlockingQueue<LogRecord> told = new LinkedBlockingQueue<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Listening.class.getName());
        log.addHandler(ear);
        try {
            CountDownLatch asked = new CountDownLatch(1);
            listening = new Listening(database.asApp(), announced -> {
                asked.countDown();
                throw new IllegalStateException("the desk has stopped");
            });
            thread = new Thread(listening);
            thread.start();
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            listening.stop();
            assertThat(told).isEmpty();
            listening = new Listening(database.asApp(), announced -> {
                throw new IllegalStateException("and this is an error");
            });
            thread = new Thread(listening);
            thread.start();
            assertThat(told.poll(20, TimeUnit.SECONDS)).isNotNull();
        } finally {
            log.removeHandler(ear);
        }
    }

    @Test
    void stoppingEndsTheThread() throws InterruptedException {
        assertThat(next()).isEqualTo(RESUMED);
        listening.stop();
        thread.join(5_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void channelsAndPayloadsOutOfBoundsAreRefused() {
        database.inTransaction(em -> {
            Announcements announcements = announcements(em);
            assertThatThrownBy(() -> announcements.announce("Two words", "")).hasMessageContaining("Two words");
            assertThatThrownBy(() -> announcements.announce(Announced.RESUMED, ""))
                    .hasMessageContaining("resumed");
            assertThatThrownBy(() -> announcements.announce("tokens", "ü".repeat(3_951)))
                    .hasMessageContaining("7900 bytes");
            announcements.announce("a".repeat(63), "ü".repeat(3_950));
        });
    }

    private static Announcements announcements(EntityManager em) {
        return new TestingCluster(em, "teller", UUID.randomUUID()).announcements();
    }

    private static void announce(EntityManager em, String payload) {
        announcements(em).announce("tokens", payload);
    }

    private @Nullable Announced next() throws InterruptedException {
        return heard.poll(20, TimeUnit.SECONDS);
    }
}
