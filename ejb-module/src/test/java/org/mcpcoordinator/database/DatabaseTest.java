package org.mcpcoordinator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.ApplicationException;
import jakarta.ejb.EJBException;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    private static final Exception CUT = new EJBException(new PersistenceException(new SQLException("cut", "08006")));

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Logger logger = Logger.getLogger(Database.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Database database = new Database(nanos::get);
    private final Handler kept = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
            assertThat(line.getThrown()).isNull();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private boolean there = true;
    private int knocks;

    @BeforeEach
    void listen() {
        logger.addHandler(kept);
        database.reachedBy(() -> {
            knocks++;
            return there;
        });
    }

    @AfterEach
    void leave() {
        logger.removeHandler(kept);
    }

    @Test
    void whileAllIsWellNobodyKnocks() {
        assertThat(database.isAway()).isFalse();
        database.check();
        assertThat(database.isAway(new IllegalStateException("ours"))).isFalse();
        assertThat(knocks).isZero();
    }

    @Test
    void oneConnectionThatBreaksIsNoDatabaseThatIsAway() {
        assertThat(database.isAway(CUT)).isFalse();
        assertThat(database.isAway()).isFalse();
        assertThat(lines).isEmpty();
    }

    @Test
    void aDatabaseOfWhichNobodyKnowsTheAddressIsTriedEachTime() {
        assertThat(new Database(nanos::get).isAway(CUT)).isFalse();
    }

    @Test
    void whileItIsAwayAllAreToldAtOnceAndTheLogSaysSoOnce() {
        there = false;
        for (int failure = 0; failure < 100; failure++) {
            assertThat(database.isAway(CUT)).isTrue();
            assertThatThrownBy(database::check).isInstanceOf(DatabaseAwayException.class);
        }
        assertThat(knocks).isEqualTo(1);
        assertThat(lines).singleElement().asString().contains("does not answer");
    }

    @Test
    void itIsRememberedOnceAMinuteAndItsReturnIsToldOnce() {
        there = false;
        assertThat(database.isAway(CUT)).isTrue();
        for (int second = 0; second < 150; second++) {
            nanos.addAndGet(SECOND);
            assertThat(database.isAway()).isTrue();
        }
        assertThat(lines).hasSize(3);

        there = true;
        assertThat(database.isAway()).as("asked a moment ago").isTrue();
        nanos.addAndGet(SECOND);
        assertThat(database.isAway()).isFalse();
        database.check();
        assertThat(lines).hasSize(4).last().asString().contains("again", "151 s");
    }

    @Test
    void whoIsToldMayTryAgainAndTheContainerKeepsItToItself() {
        ApplicationException kind =
                Objects.requireNonNull(DatabaseAwayException.class.getAnnotation(ApplicationException.class));
        assertThat(kind.rollback()).isTrue();
        assertThat(new DatabaseAwayException(CUT))
                .isInstanceOf(EJBException.class)
                .hasCause(CUT);
        assertThat(Lost.by(new IllegalStateException(new DatabaseAwayException(null))))
                .isTrue();
    }
}
