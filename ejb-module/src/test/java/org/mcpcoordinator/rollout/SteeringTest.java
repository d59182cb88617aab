package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcpcoordinator.rollout.TestingRollouts.refused;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

/** People and jobs at the wheel at the same time. */
@ExtendWith(TestingRollouts.Provider.class)
class SteeringTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void aPauseBeforeTheJobsFirstStepIsNotLost() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        world.act(rollout, "pause");

        Ticket ticket = world.open(rollout);

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.PAUSED);
        world.wishAll(ticket, 0);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.PAUSED);
        assertThat(world.instances()).isEmpty();
    }

    @Test
    void aPauseBetweenResumeAndTheFirstStepOfItsJobIsNotLost() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        world.open(rollout);
        world.act(rollout, "pause");
        world.launcher.alive.clear();
        world.act(rollout, "resume");
        world.act(rollout, "pause");

        world.open(rollout);

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.PAUSED);
    }

    @Test
    void aPhaseThatIsPromotedByHandWaitsHoweverLongAndThenGoesOn() {
        Rollout rollout = request(new Terms.Wanted(Map.of(), true, List.of(0, 1, 2), false));
        Ticket ticket = world.open(rollout);
        assertThat(world.drive(ticket)).isEqualTo(GateAnswer.Kind.PAUSED);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.AWAITING_PROMOTION);
        world.launcher.alive.clear();
        world.clock.advance(Duration.ofHours(3));
        world.timer();
        assertThat(world.launcher.asked).hasSize(1);

        assertThat(world.act(rollout, "promote").phase()).isEqualTo(1);
        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.PAUSED);
        world.launcher.alive.clear();
        world.act(rollout, "promote");
        assertThat(world.drive(world.open(rollout)))
                .as("the last phase never waits")
                .isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.SUCCEEDED);
    }

    @Test
    void whoeverRestartsTheJobOfAPhaseThatWaitsPromotesIt() {
        Rollout rollout = request(new Terms.Wanted(Map.of(), true, List.of(0), false));
        Ticket ticket = world.open(rollout);
        world.drive(ticket);

        world.in(room -> room.steps.open(rollout.id(), 1, ticket.executionId() + 1));

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.find(rollout.id()).phase()).isEqualTo(1);
        assertThat(world.audited).last().isEqualTo("wildfly batch rollout.promote rollout " + rollout.id() + " ok");
    }

    @Test
    void withoutACanaryTheFirstPhaseIsTheFirst() {
        Rollout rollout = request(new Terms.Wanted(Map.of("batchSize", 7), false, List.of(), false));
        assertThat(rollout.phases()).extracting(Rollout.Phase::name).containsExactly("phase 20", "phase 40");
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        assertThat(world.find(rollout.id()).phases().get(0).batches())
                .extracting(Rollout.Batch::size)
                .containsExactly(7, 7, 6);

        assertThat(world.drive(ticket)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.instances(InstanceState.HEALTHY)).hasSize(40);
    }

    @Test
    void aJobThatEndsAtOnceIsStartedAgainAfterPausesThatGrow() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        world.open(rollout);
        int launches = 0;
        for (int second = 0; second < 120; second += 2) {
            world.launcher.alive.clear();
            int before = world.launcher.asked.size();
            world.timer();
            if (world.launcher.asked.size() > before) {
                launches++;
                world.open(rollout);
            }
            world.clock.advance(Duration.ofSeconds(2));
        }

        assertThat(launches).isBetween(4, 8);
    }

    @Test
    void aJobThatIsStartedAgainAndNeverBeginsFailsItsRolloutWithinAMinute() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        world.open(rollout);
        world.crash();
        world.timer();
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);

        world.clock.advance(Duration.ofSeconds(26));
        world.timer();
        assertThat(world.find(rollout.id()).state()).as("tried once more").isEqualTo(RolloutState.RUNNING);
        world.clock.advance(Duration.ofSeconds(26));
        world.timer();

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.FAILED);
        assertThat(world.find(rollout.id()).reason()).isEqualTo("JOB_DID_NOT_BEGIN");
    }

    @Test
    void aJobThatBeginsAfterItsRolloutWasGivenUpForItBringsNothingBackToLife() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        givenUp(2);
        assertThat(world.find(rollout.id()).reason()).isEqualTo("JOB_DID_NOT_BEGIN");

        Ticket late = world.open(rollout);

        assertThat(world.look(late, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.FAILED);
        assertThat(world.audited).isEmpty();
    }

    @Test
    void aPauseIsNotLostWhenAnEarlierJobSpeaksInThePlaceOfTheOneThatWasLaunchedAfterIt() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        givenUp(1);
        assertThat(world.launcher.asked).hasSize(2);
        world.act(rollout, "pause");

        refused(() -> world.in(room -> room.steps.open(rollout.id(), 1, 1)), ProblemCode.ROLLOUT_FENCED);
        Ticket ticket = world.open(rollout);

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.PAUSED);
    }

    @Test
    void aPersonWhoStartsTheJobWhileOneIsOnItsWayIsHeard() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        world.act(rollout, "pause");

        world.in(room -> room.steps.open(rollout.id(), 1, 99));

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);
    }

    /** So many launches in a row are not heard of for longer than anybody waits. */
    private void givenUp(int times) {
        for (int i = 0; i < times; i++) {
            world.timer();
            world.clock.advance(Duration.ofSeconds(26));
            world.timer();
        }
    }

    @Test
    void aJobThatIsNotHeardForAMinuteIsTakenOver() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        Ticket ticket = world.open(rollout);
        world.look(ticket, 0);
        world.clock.advance(Duration.ofSeconds(59));
        world.timer();
        assertThat(world.launcher.asked).hasSize(1);

        world.clock.advance(Duration.ofSeconds(2));
        world.timer();

        assertThat(world.launcher.asked).last().isEqualTo("restart " + rollout.id() + " 1");
        Ticket again = world.open(rollout);
        assertThat(world.drive(again)).isEqualTo(GateAnswer.Kind.GO);
    }

    @Test
    void whatIsAliveIsNotRecoveredAndItIsSaidWhereItRuns() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        assertThatThrownBy(() -> world.act(rollout, "recover"))
                .as("launched, and not heard of yet")
                .isInstanceOfSatisfying(ProblemException.class, this::isToldToBeAlive)
                .hasMessageContaining("batch execution 1 carries it on, on node node-1");
        world.look(world.open(rollout), 0);

        assertThatThrownBy(() -> world.act(rollout, "recover"))
                .isInstanceOfSatisfying(ProblemException.class, this::isToldToBeAlive)
                .hasMessageContaining("on node node-1, last heard of " + world.clock.instant());
        assertThat(world.launcher.asked).hasSize(1);
        List<RolloutEvent> events = world.in(room -> room.rollouts.events(rollout.id()));
        assertThat(events).noneMatch(event -> event.detail().contains("recover"));

        world.clock.advance(Duration.ofSeconds(61));
        assertThat(world.act(rollout, "recover").state())
                .as("not heard of for a minute")
                .isEqualTo(RolloutState.RUNNING);
        assertThat(world.launcher.asked).hasSize(2);
    }

    @Test
    void whatAnotherNodeCarriesOnIsNotRecoveredHere() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        world.open(rollout);
        world.crash();
        world.leases.elsewhere.add("rollout/" + rollout.id());

        assertThatThrownBy(() -> world.act(rollout, "recover"))
                .isInstanceOfSatisfying(ProblemException.class, this::isToldToBeAlive)
                .hasMessageContaining("node node-2 carries it on");

        world.leases.elsewhere.clear();
        assertThat(world.act(rollout, "recover").state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.launcher.asked).hasSize(2);
    }

    private void isToldToBeAlive(ProblemException refused) {
        assertThat(refused.code()).isEqualTo(ProblemCode.ROLLOUT_STATE);
        assertThat(refused.detail()).contains("alive", "there is nothing to recover");
    }

    @Test
    void whatHappensIsKeptInOrder() {
        Rollout rollout = request(Terms.Wanted.NOTHING);
        world.open(rollout);
        world.act(rollout, "pause");
        world.act(rollout, "resume");
        world.act(rollout, "abort");

        List<RolloutEvent> events = world.in(room -> room.rollouts.events(rollout.id()));
        assertThat(events)
                .extracting(RolloutEvent::name, RolloutEvent::detail)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("PENDING", "asked for by anna"),
                        org.assertj.core.groups.Tuple.tuple("RUNNING", "carried out by batch execution 1"),
                        org.assertj.core.groups.Tuple.tuple("PAUSED", "pause by anna"),
                        org.assertj.core.groups.Tuple.tuple("RUNNING", "resume by anna"),
                        org.assertj.core.groups.Tuple.tuple("ABORTING", "abort by anna"));
    }

    private Rollout request(Terms.Wanted terms) {
        return world.request(world.catalog.file("sample", TestingServers.many(40)), List.of(20, 40), "quick", terms);
    }
}
