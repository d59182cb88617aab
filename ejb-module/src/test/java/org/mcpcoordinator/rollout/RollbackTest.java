package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.rollout.TestingRollouts.refused;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.testing.TestingServers;

@ExtendWith(TestingRollouts.Provider.class)
class RollbackTest {
    private static final Terms.Wanted GO_BACK = new Terms.Wanted(Map.of(), true, List.of(), true);

    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void anUpdateTakesNoMoreThanTenPercentOfACategoryDownAtOnce() {
        Rollout first = world.rolledOut(world.version(200, "1"));
        Rollout next = world.request(world.version(200, "2"), List.of(), "quick");

        assertThat(leastOfAnyCategory(next)).isGreaterThanOrEqualTo(18);

        assertThat(world.find(next.id()).state()).isEqualTo(RolloutState.SUCCEEDED);
        assertThat(world.instances())
                .allMatch(instance -> instance.revision() == next.revision() && instance.generation() == 2);
        assertThat(first.revision()).isNotEqualTo(next.revision());
    }

    @Test
    void aGateThatFailsTakesAllServersBackToTheLastStableRevision() {
        Rollout stable = world.rolledOut(world.version(150, "1"));
        Rollout failing = world.request(world.version(170, "2"), List.of(100, 170), "careful", GO_BACK);
        Ticket ticket = world.open(failing);
        world.phase(ticket, 0);
        world.phase(ticket, 1);
        world.wishAll(ticket, 2);
        world.look(ticket, 2);
        world.gauges.get(Gauge.Measure.LATENCY).says(5_000);
        assertThat(world.drive(ticket)).isEqualTo(GateAnswer.Kind.FAILED);

        Rollout back = world.find(failing.id());
        assertThat(back.state()).isEqualTo(RolloutState.ROLLING_BACK);
        assertThat(back.reason()).isEqualTo("GATE_FAILED");
        assertThat(back.rollbackRevision()).isEqualTo(stable.revision());
        world.launcher.alive.clear();
        world.timer();
        assertThat(world.launcher.asked).last().isEqualTo("start back " + failing.id());
        assertThat(leastOfAnyCategory(failing)).isGreaterThanOrEqualTo(13);

        Rollout end = world.find(failing.id());
        assertThat(end.state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(end.detail()).contains("latency-p95").contains("revision " + stable.revision());
        Rollout.Phase way = end.phases().get(end.phases().size() - 1);
        assertThat(way.name()).isEqualTo("rollback");
        assertThat(way.healthy()).isEqualTo(way.target()).isEqualTo(150);
        assertThat(world.instances())
                .hasSize(150)
                .allMatch(instance ->
                        instance.definitionHash().equals("hash-1") && instance.state() == InstanceState.HEALTHY);
        world.timer();
        assertThat(world.launcher.asked)
                .filteredOn(asked -> asked.contains("back"))
                .hasSize(1);
    }

    @Test
    void whatTheFailingRevisionTookAwayComesBack() {
        world.rolledOut(world.version(100, "1"));
        List<ServerDefinition> fewer = new ArrayList<>(TestingServers.many(95));
        fewer.set(0, TestingServers.builtin("s0000", fewer.get(0).category(), "2"));
        Rollout failing = world.request(world.catalog.file("sample", fewer), List.of(), "quick");
        Ticket ticket = world.open(failing);
        world.phase(ticket, 0);
        world.wishAll(ticket, 1);
        world.hostsDoTheirWork();
        assertThat(world.instances()).hasSize(95);

        world.act(failing, "rollback");
        assertThat(world.look(ticket, 1)).as("the other job is over").isEqualTo(GateAnswer.Kind.ABORTED);
        goBack(failing);

        assertThat(world.find(failing.id()).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(world.instances())
                .hasSize(100)
                .allMatch(i -> i.definitionHash().equals("hash-1"));
    }

    @Test
    void aRolloutOfAPartIsNotCompletedOnItsWayBack() {
        world.drive(world.open(world.request(world.version(100, "1"), List.of(40), "quick")));
        Rollout failing = world.request(world.version(100, "2"), List.of(60), "quick");
        world.phase(world.open(failing), 0);
        world.act(failing, "rollback");
        goBack(failing);

        assertThat(world.instances())
                .hasSize(40)
                .allMatch(i -> i.definitionHash().equals("hash-1"));
    }

    @Test
    void itGoesBackWhilePausedAndAfterItHasFailed() {
        world.rolledOut(world.version(20, "1"));
        Rollout paused = world.request(world.version(20, "2"), List.of(), "quick");
        world.wishAll(world.open(paused), 0);
        world.act(paused, "pause");
        assertThat(world.act(paused, "rollback").state()).isEqualTo(RolloutState.ROLLING_BACK);
        goBack(paused);
        assertThat(world.find(paused.id()).state()).isEqualTo(RolloutState.ROLLED_BACK);

        Rollout failed = failing(world.request(world.version(20, "3"), List.of(), "quick"));
        assertThat(world.find(failed.id()).state()).isEqualTo(RolloutState.FAILED);
        world.act(failed, "rollback");
        goBack(failed);
        assertThat(world.find(failed.id()).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(world.instances())
                .hasSize(20)
                .allMatch(i -> i.definitionHash().equals("hash-1"));
    }

    @Test
    void withoutAStableRevisionNothingGoesRound() {
        Rollout first = failing(world.request(world.version(20, "1"), List.of(), "quick", GO_BACK));

        assertThat(first.state()).isEqualTo(RolloutState.FAILED);
        assertThat(first.reason()).isEqualTo("NO_STABLE_VERSION");
        refused(() -> world.act(first, "rollback"), ProblemCode.NO_STABLE_VERSION);
        assertQuiet();
    }

    @Test
    void goingBackToTheSameDoesNothing() {
        world.rolledOut(world.version(20, "1"));
        world.fail(1);
        Rollout same = failing(world.request(world.version(20, "1"), List.of(), "quick", GO_BACK));

        assertThat(same.state()).isEqualTo(RolloutState.FAILED);
        assertThat(same.reason()).isEqualTo("ROLLBACK_NOOP");
        refused(() -> world.act(same, "rollback"), ProblemCode.ROLLBACK_NOOP);
        assertQuiet();
    }

    @Test
    void aWayBackThatFailsIsTheEnd() {
        world.rolledOut(world.version(20, "1"));
        Rollout failing = failing(world.request(world.version(20, "2"), List.of(), "quick", GO_BACK));
        assertThat(failing.state()).isEqualTo(RolloutState.ROLLING_BACK);
        world.launcher.alive.clear();
        world.timer();
        Ticket back = world.openBack(failing);
        world.wishAll(back, back.phases() - 1);
        world.fail(20);

        assertThat(world.look(back, back.phases() - 1)).isEqualTo(GateAnswer.Kind.FAILED);
        Rollout end = world.find(failing.id());
        assertThat(end.state()).isEqualTo(RolloutState.FAILED);
        assertThat(end.detail()).startsWith("the rollback to revision 1 failed");
        refused(() -> world.act(failing, "recover"), ProblemCode.ROLLOUT_STATE);
        assertQuiet();
    }

    @Test
    void theJobRollbackStartedInWildFlyTakesTheNewestRolloutBack() {
        world.rolledOut(world.version(20, "1"));
        Rollout failed = failing(world.request(world.version(20, "2"), List.of(), "quick"));
        long execution = world.launcher.begun();

        Ticket back = world.in(room -> room.steps.openBack(0, 77, execution));
        assertThat(back.rolloutId()).isEqualTo(failed.id());
        finish(back);

        assertThat(world.find(failed.id()).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(world.audited).last().isEqualTo("wildfly batch rollout.rollback rollout " + failed.id() + " ok");
        refused(
                () -> world.in(room -> room.steps.open(failed.id(), 1, world.launcher.begun())),
                ProblemCode.ROLLOUT_STATE);
    }

    @Test
    void aCrashOnTheWayBackGoesOnWhereItWas() {
        world.rolledOut(world.version(100, "1"));
        Rollout failing = world.request(world.version(100, "2"), List.of(), "quick");
        world.phase(world.open(failing), 0);
        world.act(failing, "rollback");
        Ticket before = world.openBack(failing);
        world.wishAll(before, before.phases() - 1);
        world.look(before, before.phases() - 1);
        world.crash();
        world.timer();
        assertThat(world.launcher.asked).last().asString().startsWith("restart back " + failing.id());
        goBack(failing);

        assertThat(world.find(failing.id()).state()).isEqualTo(RolloutState.ROLLED_BACK);
        assertThat(world.instances()).allMatch(i -> i.definitionHash().equals("hash-1") && i.generation() <= 3);
    }

    private void assertQuiet() {
        int asked = world.launcher.asked.size();
        for (int i = 0; i < 60; i++) {
            world.clock.advance(java.time.Duration.ofSeconds(10));
            world.timer();
        }
        assertThat(world.launcher.asked).hasSize(asked);
    }

    /** Its canary fails. */
    private Rollout failing(Rollout rollout) {
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        world.in(room -> {
            room.fleet.observe(room.fleet.onHost("local").stream()
                    .flatMap(i -> i.beside() == null ? Stream.of(i) : Stream.of(i, i.beside()))
                    .filter(i -> i.state() == InstanceState.PLANNED)
                    .map(i -> new Observation.GivenUp(i.key(), i.generation(), Reason.LAUNCH_FAILED, "planted"))
                    .toList());
            return 0;
        });
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        world.launcher.alive.clear();
        return world.find(rollout.id());
    }

    private void goBack(Rollout rollout) {
        finish(world.openBack(rollout));
    }

    private void finish(Ticket back) {
        world.phase(back, back.phases() - 1);
        world.in(room -> room.steps.close(back));
        world.hostsDoTheirWork();
    }

    /** Runs the rollout, or its way back, to the end; the fewest healthy servers any category had meanwhile. */
    private long leastOfAnyCategory(Rollout rollout) {
        boolean back = world.find(rollout.id()).state() == RolloutState.ROLLING_BACK;
        Ticket ticket = back ? world.openBack(rollout) : world.open(rollout);
        long least = Long.MAX_VALUE;
        for (int phase = back ? ticket.phases() - 1 : 0; phase < ticket.phases(); phase++) {
            world.wishAll(ticket, phase);
            GateAnswer.Kind answer = world.look(ticket, phase);
            while (answer == GateAnswer.Kind.WAIT) {
                least = Math.min(least, leastNow());
                world.hostsDoTheirWork();
                world.clock.advance(java.time.Duration.ofMillis(500));
                answer = world.look(ticket, phase);
            }
            assertThat(answer).isEqualTo(GateAnswer.Kind.GO);
        }
        world.in(room -> room.steps.close(ticket));
        world.hostsDoTheirWork();
        return least;
    }

    private long leastNow() {
        Map<String, Long> healthy = world.instances().stream()
                .collect(Collectors.groupingBy(
                        Instance::category,
                        Collectors.filtering(i -> i.state() == InstanceState.HEALTHY, Collectors.counting())));
        return healthy.values().stream().mapToLong(Long::longValue).min().orElse(0);
    }
}
