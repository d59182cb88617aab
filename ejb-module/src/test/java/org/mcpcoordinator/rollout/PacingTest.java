package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;

/** How fast servers are let go, how many may fail, and how long a rollout waits for them. */
@ExtendWith(TestingRollouts.Provider.class)
class PacingTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    /** In four batches and over three restarts of the node. Criterion B11. */
    @Test
    void failuresUpToTheBudgetPassAndOneMoreStops() {
        Ticket ticket = world.open(world.request(world.sample(1000), List.of(), "quick"));
        world.phase(ticket, 0);
        world.phase(ticket, 1);
        world.wishAll(ticket, 2);
        world.letAllGo(ticket, 2);
        for (int batch = 0; batch < 4; batch++) {
            spread(2, batch, 4);
            assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);
            if (batch > 0) {
                world.crash();
                world.timer();
                ticket = world.open(world.find(ticket.rolloutId()));
            }
        }
        spread(1, 0, 3);
        assertThat(failedNow()).isEqualTo(19);
        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);

        spread(1, 0, 1);
        assertThat(failedNow()).isEqualTo(20);
        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.FAILED);

        Rollout end = world.find(ticket.rolloutId());
        assertThat(end.state()).isEqualTo(RolloutState.FAILED);
        assertThat(end.reason()).isEqualTo("FAILURE_BUDGET");
        assertThat(end.detail()).contains("20 of 1000").contains("LAUNCH_FAILED");
        assertThat(end.failed()).isEqualTo(20);
        assertThat(end.phases().get(2).gates())
                .anyMatch(gate -> gate.name().equals("failure-budget")
                        && gate.verdict().equals("FAIL")
                        && gate.value() == 20
                        && gate.limit() == 20);
    }

    @Test
    void afterAFailureNothingMoreStartsAndHealthyOnesStay() {
        Ticket ticket = world.open(world.request(world.sample(200), List.of(100, 200), "careful"));
        world.wishAll(ticket, 0);
        world.letAllGo(ticket, 0);
        world.fail(1);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);

        world.wishAll(ticket, 1);
        assertThat(world.instances()).hasSize(10);
        assertThat(world.instances())
                .filteredOn(i -> i.state() == InstanceState.HEALTHY)
                .hasSize(9);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(world.find(ticket.rolloutId()).reason()).isEqualTo("BATCH_FAILED");
    }

    @Test
    void carefulStartsSlowlyUpToSixteenAtOnceAndBatchesFollowEachOtherAfterTheBake() {
        Ticket ticket = world.open(world.request(world.sample(400), List.of(310, 400), "careful"));
        world.phase(ticket, 0);
        world.wishAll(ticket, 1);

        for (int step : List.of(1, 2, 4, 8, 16, 16, 16)) {
            world.look(ticket, 1);
            assertThat(world.onHost(InstanceState.PLANNED)).hasSize(step);
            world.look(ticket, 1);
            assertThat(world.onHost(InstanceState.PLANNED)).hasSize(step);
            world.hostsDoTheirWork();
        }

        while (world.onHost(InstanceState.HEALTHY).size() < 110) {
            world.hostsDoTheirWork();
            world.look(ticket, 1);
        }
        Duration waited = Duration.ZERO;
        int told = world.moves.fired().size();
        while (world.moves.fired().size() == told) {
            world.clock.advance(Duration.ofMillis(500));
            waited = waited.plusMillis(500);
            world.look(ticket, 1);
        }
        assertThat(waited).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(42));
        assertThat(world.onHost(InstanceState.PLANNED)).hasSize(1);
    }

    /** Criterion D5: the batches before it have passed, and of the fourth nothing is let go. */
    @Test
    void sixFailuresInTheThirdBatchStopTheRolloutBeforeTheNextBatchBegins() {
        Ticket ticket = world.open(world.request(world.sample(1000), List.of(1000), "careful"));
        world.phase(ticket, 0);
        world.wishAll(ticket, 1);
        while (world.onHost(InstanceState.HEALTHY).size() < 310) {
            assertThat(world.look(ticket, 1)).isEqualTo(GateAnswer.Kind.WAIT);
            world.hostsDoTheirWork();
            world.clock.advance(Duration.ofMillis(500));
        }
        spread(1, 2, 4);
        assertThat(world.look(ticket, 1)).as("four of a hundred").isEqualTo(GateAnswer.Kind.WAIT);
        int let = world.onHost(InstanceState.HEALTHY).size();
        spread(1, 2, 2);

        assertThat(world.look(ticket, 1)).isEqualTo(GateAnswer.Kind.FAILED);
        Rollout end = world.find(ticket.rolloutId());
        assertThat(end.reason()).isEqualTo("BATCH_FAILED");
        int batch = world.in(room -> room.store.find(end.id()).orElseThrow().batch);
        assertThat(batch).as("the third, counted from 0").isEqualTo(2);
        world.clock.advance(Duration.ofMinutes(5));
        world.look(ticket, 1);
        assertThat(world.onHost(InstanceState.PLANNED)).as("starts after it").isEmpty();
        assertThat(world.onHost(InstanceState.HEALTHY)).hasSize(let - 2);
        assertThat(let).isEqualTo(306);
    }

    @Test
    void quickLetsSixtyFourStartAtOnceAcrossBatches() {
        Ticket ticket = world.open(world.request(world.sample(400), List.of(400), "quick"));
        world.phase(ticket, 0);
        world.wishAll(ticket, 1);
        for (int step : List.of(5, 16, 64, 64)) {
            world.look(ticket, 1);
            assertThat(world.onHost(InstanceState.PLANNED)).hasSize(step);
            world.hostsDoTheirWork();
        }

        assertThat(world.onHost(InstanceState.HEALTHY)).hasSize(10 + 5 + 16 + 64 + 64);
    }

    @Test
    void theProgressDeadlineFailsTheRolloutAndEveryNewlyHealthyServerMovesIt() {
        Ticket ticket = world.open(world.request(world.sample(10), List.of(), "quick"));
        world.wishAll(ticket, 0);
        world.look(ticket, 0);

        world.clock.advance(Duration.ofSeconds(299));
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.WAIT);
        answerOne();
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.WAIT);
        world.clock.advance(Duration.ofSeconds(299));
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.WAIT);
        world.clock.advance(Duration.ofSeconds(1));
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(world.find(ticket.rolloutId()).reason()).isEqualTo("PROGRESS_DEADLINE");
    }

    @Test
    void aServerThatIsOldNewsIsNoProgress() {
        Ticket ticket = world.open(world.request(world.sample(10), List.of(), "quick"));
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        answerOne();
        world.look(ticket, 0);
        world.clock.advance(Duration.ofSeconds(200));
        String healthy = world.onHost(InstanceState.HEALTHY).get(0).key().server();
        world.in(room -> room.fleet.act(healthy, "restart"));
        world.look(ticket, 0);
        answerOne();
        world.look(ticket, 0);

        world.clock.advance(Duration.ofSeconds(100));
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
    }

    /** So many of the batch fail. */
    /** The last of the batch: the first three tell whether all would fail. */
    private void spread(int phase, int batch, int count) {
        world.database.inTransaction(em -> em.createNativeQuery("""
                        UPDATE instance SET state = 'FAILED', reason = 'LAUNCH_FAILED' WHERE server IN (
                          SELECT i.server FROM rollout_item i JOIN instance n USING (server, replica)
                           WHERE i.phase = :phase AND i.batch = :batch AND n.state = 'HEALTHY'
                           ORDER BY i.position DESC LIMIT :count)""")
                .setParameter("phase", phase)
                .setParameter("batch", batch)
                .setParameter("count", count)
                .executeUpdate());
    }

    private long failedNow() {
        return world.instances().stream()
                .filter(i -> i.state() == InstanceState.FAILED)
                .count();
    }

    private void answerOne() {
        Instance one = world.onHost(InstanceState.PLANNED).get(0);
        world.in(room -> {
            room.fleet.observe(List.of(
                    new org.mcpcoordinator.fleet.Observation.Started(one.key(), one.generation(), one.attempt() + 1, 1),
                    new org.mcpcoordinator.fleet.Observation.Answers(one.key(), one.generation())));
            return 0;
        });
    }
}
