package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.fleet.InstanceState;

/** A chunk that takes longer than its transaction may. */
@ExtendWith(TestingRollouts.Provider.class)
class SlowChunksTest {
    private static final Terms.Wanted GO_BACK = new Terms.Wanted(Map.of(), true, List.of(), true);

    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    /** The real database breaks it off, as it does for the transaction manager. */
    @Test
    void aChunkSlowerThanItsTransactionMayLeavesNothingHalfWrittenAndTheSecondTimeFailsItsRollout() {
        Rollout rollout = world.request(world.sample(120), List.of(), "quick");
        Ticket ticket = world.open(rollout);
        assertThatThrownBy(() -> slowChunk(ticket, 0)).hasMessageContaining("timeout");

        assertThat(world.instances()).isEmpty();
        assertThat(rowsOf("port_lease")).isZero();
        assertThat(world.find(rollout.id()).phases().get(0).wished()).isZero();
        tooSlow(ticket);
        world.launcher.alive.clear();
        world.clock.advance(Duration.ofSeconds(3));
        world.timer();
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.launcher.asked).hasSize(2);
        List<RolloutEvent> events = world.in(room -> room.rollouts.events(rollout.id()));
        assertThat(events)
                .anySatisfy(event -> assertThat(event.detail())
                        .isEqualTo("CHUNK_TIMEOUT: the chunk from server 1 on took 121 s, the setting"
                                + " coordinator.rollout.chunk-timeout-seconds allows 120 s; nothing of it was written;"
                                + " it is tried once more"));

        Ticket second = world.open(rollout);
        assertThatThrownBy(() -> slowChunk(second, 0)).hasMessageContaining("timeout");
        tooSlow(second);

        Rollout failed = world.find(rollout.id());
        assertThat(failed.state()).isEqualTo(RolloutState.FAILED);
        assertThat(failed.reason()).isEqualTo("CHUNK_TIMEOUT");
        assertThat(failed.detail()).contains("coordinator.rollout.chunk-timeout-seconds allows 120 s", "twice");
        assertThat(world.instances()).isEmpty();
        world.launcher.alive.clear();
        world.act(rollout, "recover");
        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.GO);
    }

    @Test
    void aRolloutThatWasToGoBackGoesBackWhenTheSameChunkIsTooSlowTwice() {
        Rollout stable = world.rolledOut(world.version(20, "1"));
        Rollout failing = world.request(world.version(40, "2"), List.of(), "quick", GO_BACK);
        Ticket ticket = twiceTooSlow(failing);

        Rollout back = world.find(failing.id());
        assertThat(back.state()).isEqualTo(RolloutState.ROLLING_BACK);
        assertThat(back.reason()).isEqualTo("CHUNK_TIMEOUT");
        assertThat(back.detail()).contains("twice", "it goes back to revision " + stable.revision());
        leave(ticket);
        world.launcher.alive.clear();
        world.clock.advance(Duration.ofSeconds(10));
        world.timer();
        assertThat(world.launcher.asked).last().isEqualTo("start back " + failing.id());
        Ticket way = world.openBack(failing);
        phaseBack(way);

        assertThat(world.find(failing.id()).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(world.instances())
                .hasSize(20)
                .allMatch(i -> i.definitionHash().equals("hash-1") && i.state() == InstanceState.HEALTHY);
    }

    /** The guard of D13: what is too slow on the way back as well has failed, after its own two tries. */
    @Test
    void aWayBackThatIsTooSlowTwiceHasFailedAndDoesNotTurnRoundAgain() {
        world.rolledOut(world.version(20, "1"));
        Rollout failing = world.request(world.version(40, "2"), List.of(), "quick", GO_BACK);
        leave(twiceTooSlow(failing));
        world.launcher.alive.clear();
        world.clock.advance(Duration.ofSeconds(10));
        world.timer();

        Ticket way = world.openBack(failing);
        tooSlow(way);
        assertThat(world.find(failing.id()).state()).as("one try more").isEqualTo(RolloutState.ROLLING_BACK);
        tooSlow(way);

        Rollout failed = world.find(failing.id());
        assertThat(failed.state()).isEqualTo(RolloutState.FAILED);
        assertThat(failed.reason()).isEqualTo("CHUNK_TIMEOUT");
        assertThat(failed.detail()).contains("the rollback to revision", "the chunk of the way back from server 1 on");
        world.launcher.alive.clear();
        world.clock.advance(Duration.ofMinutes(10));
        world.timer();
        assertThat(world.launcher.asked)
                .filteredOn(asked -> asked.contains("back"))
                .hasSize(1);
    }

    @Test
    void withoutAStableRevisionItFailsAndSaysThatItCannotGoBack() {
        Rollout first = world.request(world.version(20, "1"), List.of(), "quick", GO_BACK);
        twiceTooSlow(first);

        Rollout failed = world.find(first.id());
        assertThat(failed.state()).isEqualTo(RolloutState.FAILED);
        assertThat(failed.reason()).isEqualTo("NO_STABLE_VERSION");
        assertThat(failed.detail()).contains("CHUNK_TIMEOUT", "it cannot go back");
    }

    @Test
    void aPausedRolloutDoesNotFailOfAChunkThatWasUnderWay() {
        Rollout rollout = world.request(world.sample(20), List.of(), "quick");
        Ticket ticket = world.open(rollout);
        tooSlow(ticket);
        world.act(rollout, "pause");
        tooSlow(ticket);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.PAUSED);
    }

    /** The second chunk of the same job is as slow as the first; gives the ticket of that one. */
    private Ticket twiceTooSlow(Rollout rollout) {
        Ticket ticket = world.open(rollout);
        tooSlow(ticket);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);
        tooSlow(ticket);
        return ticket;
    }

    private void leave(Ticket ticket) {
        world.in(room -> {
            room.steps.leave(ticket);
            return 0;
        });
    }

    private void phaseBack(Ticket way) {
        int last = way.phases() - 1;
        world.phase(way, last);
        world.in(room -> room.steps.close(way));
    }

    /** Another transaction holds a row that the chunk wants to write, for longer than the chunk may take. */
    private void slowChunk(Ticket ticket, int phase) {
        world.database.inTransaction(other -> {
            other.createNativeQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext('ports of local'))) AS held")
                    .getResultList();
            world.in(room -> {
                room.steps.longestChunk = () -> Duration.ofMillis(300);
                room.steps.wish(ticket, room.steps.orders(ticket, phase, 0, 100));
                return 0;
            });
        });
    }

    private void tooSlow(Ticket ticket) {
        world.in(room -> {
            room.steps.tooSlow(ticket, Duration.ofSeconds(121), Duration.ofSeconds(120));
            return 0;
        });
    }

    private long rowsOf(String table) {
        return world.in(room -> ((Number) room.em
                        .createNativeQuery("SELECT count(*) FROM " + table)
                        .getSingleResult())
                .longValue());
    }
}
