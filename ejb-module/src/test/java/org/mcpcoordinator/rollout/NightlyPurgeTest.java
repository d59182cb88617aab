package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.testing.TestingClock;

class NightlyPurgeTest {
    private static final PurgeConfig AT_THREE = new PurgeConfig(3, 30);

    private final TestingClock clock = new TestingClock();
    private final List<String> done = new ArrayList<>();
    private boolean free = true;

    private final NightlyPurge purge =
            new NightlyPurge(new TestingRecords(), new TestingLeases(), new TestingAudit(), clock);

    @Test
    void itHappensOnceInTheHourAgreedOnAndIsInTheAuditTrail() {
        for (int hour = 0; hour < 24; hour++) {
            purge.turn(AT_THREE, ZoneOffset.UTC);
            clock.advance(Duration.ofHours(1));
        }
        assertThat(done).containsExactly("purge 30", "coordinator timer jobs.purge 7 jobs older than 30 days");
    }

    @Test
    void theHourIsThatOfTheServersTimeZone() {
        ZoneId bangkok = ZoneId.of("Asia/Bangkok");
        int hour = clock.instant().atZone(bangkok).getHour();
        purge.turn(new PurgeConfig(hour, 5), ZoneOffset.UTC);
        assertThat(done).isEmpty();
        purge.turn(new PurgeConfig(hour, 5), bangkok);
        assertThat(done).startsWith("purge 5");
    }

    @Test
    void nothingHappensWhereAnotherNodeDoesItOrNobodyWantsIt() {
        int hour = clock.instant().atZone(ZoneOffset.UTC).getHour();
        purge.turn(new PurgeConfig(hour, 0), ZoneOffset.UTC);
        free = false;
        purge.turn(new PurgeConfig(hour, 30), ZoneOffset.UTC);
        assertThat(done).isEmpty();
    }

    private final class TestingRecords extends JobRecords {
        @Override
        public int purge(int days) {
            done.add("purge " + days);
            return 7;
        }
    }

    private final class TestingLeases extends Leases {
        @Override
        public Optional<Lease> acquire(String name, Duration ttl) {
            return free ? Optional.of(new Lease(name, "node", 1, Instant.EPOCH)) : Optional.empty();
        }
    }

    private final class TestingAudit extends Audit {
        @Override
        public void record(Caller who, String action, String target, String outcome, String detail) {
            done.add(who.name() + " " + who.means() + " " + action + " " + detail);
        }
    }
}
