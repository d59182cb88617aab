package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.runtime.TestingSights.SEAT;
import static org.mcpcoordinator.runtime.TestingSights.known;
import static org.mcpcoordinator.runtime.TestingSights.running;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.fleet.Correction;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Drifts;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.Outrun;
import org.mcpcoordinator.fleet.Repairs;
import org.mcpcoordinator.testing.TestingClock;

/** A server runs in another version than the one its agent has been told. */
class DriftWatchTest {
    private final TestingClock clock = new TestingClock();
    private final List<String> noted = new ArrayList<>();
    private final Drifts drifts = new Drifts() {
        @Override
        public void note(String host, Collection<Drift> open, Collection<Drift> passed, Lease under) {
            noted.add(under.epoch() + " " + open.size());
        }
    };
    private final Repairs repairs = new Repairs() {
        @Override
        public void correct(Collection<Correction> wanted, Lease under) {
            assertThat(wanted).isEmpty();
        }

        @Override
        public void outrun(Collection<Outrun> wanted, Lease under) {
            assertThat(wanted).isEmpty();
        }
    };
    private final DriftWatch watch = new DriftWatch(
            "local", new Discrepancies("local", Set.of(DriftKind.WRONG_VERSION)), repairs, drifts, clock);

    @Test
    void whatIsAsItWasIsNotedOnce() {
        look(7);
        lookLater(7);
        lookLater(7);

        assertThat(noted).containsExactly("7 0", "7 1");
    }

    /** Another node may have noted otherwise in between, and what was suspected then is long over. */
    @Test
    void underAnotherEpochEverythingIsFoundAndNotedAnew() {
        look(7);
        lookLater(7);
        lookLater(8);
        lookLater(8);

        assertThat(noted).containsExactly("7 0", "7 1", "8 0", "8 1");
    }

    private void lookLater(long epoch) {
        clock.advance(Duration.ofSeconds(10));
        look(epoch);
    }

    private void look(long epoch) {
        Instance wished = known();
        watch.look(
                List.of(wished),
                Map.of(SEAT, running(2, 0)),
                Map.of(SEAT, Order.gist(wished)),
                new Lease("host/local", "node-1", epoch, Instant.MAX));
    }
}
