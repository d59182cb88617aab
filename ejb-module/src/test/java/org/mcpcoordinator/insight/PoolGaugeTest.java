package org.mcpcoordinator.insight;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.rollout.Gauge;
import org.mcpcoordinator.testing.TestingDatabase;

/** How many connections of a real database are busy. */
class PoolGaugeTest {
    private static final Gauge.Scope ANY = new Gauge.Scope(Set.of(), Duration.ofSeconds(30));
    private static final String POOL = "coordinator.database.pool-max";

    private TestingDatabase database;

    @BeforeEach
    void begin() {
        database = new TestingDatabase();
    }

    @AfterEach
    void end() {
        System.clearProperty(POOL);
        database.close();
    }

    @Test
    void whoWorksOrHoldsATransactionIsBusyAndWhoRestsOrIsAnotherRoleIsNot() throws Exception {
        assertThat(read()).isEqualTo(new Gauge.Reading(2.5, "1 of 40 connections are busy"));
        try (Connection inTransaction = database.asApp().getConnection();
                Connection resting = database.asApp().getConnection();
                Connection owner = database.asOwner().getConnection()) {
            touch(resting);
            owner.setAutoCommit(false);
            touch(owner);
            assertThat(read().value()).as("the one that asks").isEqualTo(2.5);

            inTransaction.setAutoCommit(false);
            touch(inTransaction);
            assertThat(read()).isEqualTo(new Gauge.Reading(5, "2 of 40 connections are busy"));

            inTransaction.rollback();
            assertThat(read().value()).isEqualTo(2.5);
        }
    }

    @Test
    void itIsAShareOfWhatOneNodeMayOpenAndMoreServersNeedNoMore() {
        System.setProperty(POOL, "4");

        assertThat(read().value()).isEqualTo(25);
        assertThat(new PoolGauge().with(1000).value()).isNaN();
        assertThat(new PoolGauge().needs()).isZero();
    }

    private Gauge.Reading read() {
        return database.fromTransaction(em -> gauge(em).read(ANY));
    }

    private static PoolGauge gauge(EntityManager em) {
        PoolGauge gauge = new PoolGauge();
        gauge.store = new PoolStore(em);
        return gauge;
    }

    private static void touch(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
    }
}
