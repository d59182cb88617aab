package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.rollout.TestingRollouts.refused;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.problem.ProblemCode;

/** The batch executions of a rollout: which of them counts, and what becomes of it without one. */
@ExtendWith(TestingRollouts.Provider.class)
class ExecutionsTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void aPauseStopsTheClockAndResumeSetsItAfresh() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        world.act(rollout, "pause");
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.PAUSED);
        world.launcher.alive.clear();

        world.clock.advance(Duration.ofSeconds(600));
        assertThat(world.timer()).isFalse();
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(world.act(rollout, "resume").state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.launcher.asked).containsExactly("start " + rollout.id(), "restart " + rollout.id() + " 1");

        Ticket again = world.open(world.find(rollout.id()));
        assertThat(world.look(again, 0)).isEqualTo(GateAnswer.Kind.WAIT);
        assertThat(world.drive(again)).isEqualTo(GateAnswer.Kind.GO);
    }

    @Test
    void anAbortWhilePausedEndsTheRolloutForGood() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        world.act(rollout, "pause");
        world.look(ticket, 0);
        world.launcher.alive.clear();

        assertThat(world.act(rollout, "abort").state()).isEqualTo(RolloutState.ABORTING);
        Ticket last = world.open(world.find(rollout.id()));
        assertThat(world.look(last, 0)).isEqualTo(GateAnswer.Kind.ABORTED);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.CANCELLED);
        assertThat(world.instances()).isEmpty();
        refused(() -> world.act(rollout, "abort"), ProblemCode.ROLLOUT_STATE);
        refused(() -> world.act(rollout, "resume"), ProblemCode.ROLLOUT_STATE);
    }

    @Test
    void anOlderExecutionIsFencedByANewerOne() {
        Rollout rollout = world.request(world.sample(200), List.of(), "quick");
        Ticket old = world.open(rollout);
        world.wishAll(old, 0);
        List<InstanceOrder> orders = world.in(room -> room.steps.orders(old, 0, 0, 100));
        long execution = world.launcher.begun();
        Ticket young = world.in(room -> room.steps.open(rollout.id(), 7, execution));

        refused(() -> world.look(old, 0), ProblemCode.ROLLOUT_FENCED);
        refused(
                () -> world.in(room -> {
                    room.steps.wish(old, orders);
                    return 0;
                }),
                ProblemCode.ROLLOUT_FENCED);
        refused(() -> world.in(room -> room.steps.open(rollout.id(), 7, 1)), ProblemCode.ROLLOUT_FENCED);
        assertThat(world.drive(young)).isEqualTo(GateAnswer.Kind.GO);
    }

    @Test
    void aWriteOfAnOldEpochChangesNoRow() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        Ticket ticket = world.open(rollout);

        int changed = world.in(room -> {
            RolloutRow row = room.store.lock(rollout.id()).orElseThrow();
            row.wished = 5;
            return room.store.write(row, ticket.epoch() - 1, ticket.executionId());
        });

        assertThat(changed).isZero();
        assertThat(world.find(rollout.id()).phases().get(0).wished()).isZero();
    }

    @Test
    void afterACrashTheRolloutIsTakenOverWithTheNextEpochAndRepeatsNothing() {
        Rollout rollout = world.request(world.sample(500), List.of(100, 500), "quick");
        Ticket before = world.open(rollout);
        world.phase(before, 0);
        world.phase(before, 1);
        world.wishAll(before, 2);
        world.look(before, 2);
        world.hostsDoTheirWork();
        world.crash();

        world.clock.advance(Duration.ofSeconds(900));
        assertThat(world.timer()).isTrue();
        assertThat(world.launcher.asked).last().isEqualTo("restart " + rollout.id() + " 1");
        world.timer();
        assertThat(world.launcher.asked).hasSize(2);

        Ticket after = world.open(world.find(rollout.id()));
        assertThat(after.epoch()).isGreaterThan(before.epoch());
        refused(() -> world.look(before, 2), ProblemCode.ROLLOUT_FENCED);
        assertThat(world.drive(after)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.instances()).hasSize(500).allMatch(i -> i.generation() == 1 && i.attempt() == 1);
    }

    @Test
    void whoeverReadARolloutBeforeItGotItsJobStartsNoSecondOne() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        RolloutRow before = world.in(room -> room.store.find(rollout.id()).orElseThrow());
        before.execution = 0;

        world.in(room -> world.drive(before));

        assertThat(world.launcher.asked).containsExactly("start " + rollout.id());
    }

    @Test
    void whatAnotherLivingNodeDrivesIsLeftToIt() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        world.open(rollout);
        world.crash();
        world.leases.elsewhere.add("rollout/" + rollout.id());

        world.timer();

        assertThat(world.launcher.asked).hasSize(1);
        refused(() -> world.in(room -> room.steps.open(rollout.id(), 1, 99)), ProblemCode.LEASE_LOST);
    }

    @Test
    void aJobThatNeverBeginsFailsItsRolloutWithinAMinute() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        world.timer();
        world.clock.advance(Duration.ofSeconds(26));
        world.timer();
        world.clock.advance(Duration.ofSeconds(26));
        world.timer();

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.FAILED);
        assertThat(world.find(rollout.id()).reason()).isEqualTo("JOB_DID_NOT_BEGIN");
    }

    @Test
    void aJobStoppedByAPersonPausesItsRolloutUnlessTheNodeGoesAway() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        Ticket ticket = world.open(rollout);
        world.in(room -> {
            room.steps.stopped(ticket);
            return 0;
        });
        world.launcher.alive.clear();
        world.timer();
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);

        world.clock.advance(Duration.ofSeconds(6));
        world.timer();
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(world.audited).containsExactly("wildfly batch rollout.pause rollout " + rollout.id() + " ok");

        world.in(room -> room.steps.open(rollout.id(), 1, ticket.executionId() + 1));
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.audited).last().isEqualTo("wildfly batch rollout.resume rollout " + rollout.id() + " ok");
    }

    @Test
    void aFailedRolloutIsRecoveredAndStartsOnlyWhatHadFailed() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        world.hostsDoTheirWork();
        world.fail(1);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        world.launcher.alive.clear();

        assertThat(world.act(rollout, "recover").state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.launcher.asked).last().isEqualTo("start " + rollout.id());
        assertThat(world.drive(world.open(world.find(rollout.id())))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.instances()).filteredOn(i -> i.generation() == 2).hasSize(1);
        assertThat(world.instances()).filteredOn(i -> i.generation() == 1).hasSize(9);
        refused(() -> world.act(rollout, "recover"), ProblemCode.ROLLOUT_STATE);
    }

    @Test
    void aJobWithoutARolloutMakesOneOfTheNewestFleetAndKeepsItAcrossRestarts() {
        refused(() -> world.in(room -> room.steps.open(0, 5, 1)), ProblemCode.NO_FLEET);
        world.in(room -> world.catalog.accept(world.sample(120), "anna", ""));

        Ticket ticket = world.in(room -> room.steps.open(0, 5, 1));
        Rollout rollout = world.find(ticket.rolloutId());
        assertThat(rollout.profile()).isEqualTo("careful");
        assertThat(rollout.startedBy()).isEqualTo("wildfly");
        assertThat(rollout.phases()).extracting(Rollout.Phase::target).containsExactly(10, 100, 120);

        assertThat(world.in(room -> room.steps.open(0, 5, 2)).rolloutId()).isEqualTo(rollout.id());
        refused(() -> world.in(room -> room.steps.open(0, 6, 3)), ProblemCode.ROLLOUT_ACTIVE);
        assertThat(world.audited)
                .containsExactly(
                        "wildfly batch rollout.start newest fleet NO_FLEET",
                        "wildfly batch rollout.start rollout " + rollout.id() + " ok",
                        "wildfly batch rollout.start newest fleet ROLLOUT_ACTIVE");
    }

    @Test
    void aLookBetweenWhatAPersonsJobEntersAndTakesStartsNoSecondJob() {
        world.in(room -> world.catalog.accept(world.sample(10), "anna", ""));
        Rollout entered = world.in(
                room -> room.book.insertNewest(Optional.empty(), List.of(), "careful", TestingRollouts.ANNA, 5));

        world.timer();
        assertThat(world.launcher.asked).isEmpty();

        world.clock.advance(Duration.ofSeconds(26));
        world.timer();
        assertThat(world.launcher.asked).as("a job that has died").containsExactly("start " + entered.id());
    }

    @Test
    void aPersonWhoRestartsTheJobOfAFailedRolloutRecoversIt() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        world.hostsDoTheirWork();
        world.fail(1);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        world.launcher.alive.clear();

        Ticket again = world.in(room -> room.steps.open(rollout.id(), 1, ticket.executionId() + 1));

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.drive(again)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.instances()).filteredOn(i -> i.generation() == 2).hasSize(1);
        assertThat(world.audited).containsExactly("wildfly batch rollout.recover rollout " + rollout.id() + " ok");
        refused(() -> world.in(room -> room.steps.open(rollout.id(), 1, 99)), ProblemCode.ROLLOUT_STATE);
    }

    @Test
    void theJobOfAFailedRolloutIsRefusedOnceThereIsALaterOne() {
        Rollout failed = world.request(world.sample(10), List.of(), "quick");
        Ticket ticket = world.open(failed);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        world.hostsDoTheirWork();
        world.fail(1);
        world.look(ticket, 0);
        world.request(world.sample(10), List.of(), "quick");

        refused(() -> world.in(room -> room.steps.open(failed.id(), 1, 99)), ProblemCode.ROLLOUT_STATE);
        assertThat(world.find(failed.id()).state()).isEqualTo(RolloutState.FAILED);
    }
}
