package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;
import org.mcpcoordinator.upkeep.TestingArchives;

/** What the gauges of a gate say, and what follows. */
@ExtendWith(TestingRollouts.Provider.class)
class GateVerdictsTest {
    @TempDir
    Path folder;

    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void aValueThatReachesItsLimitFailsTheRolloutAfterTheBakeAndTheTextNamesAllThree() {
        Rollout rollout = request(20, Map.of("latencyP95Millis", 100));
        world.gauges.get(Gauge.Measure.LATENCY).says(150);

        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.FAILED);

        Rollout end = world.find(rollout.id());
        assertThat(end.state()).isEqualTo(RolloutState.FAILED);
        assertThat(end.reason()).isEqualTo("GATE_FAILED");
        assertThat(end.detail()).isEqualTo("latency-p95 is 150.0 ms, the limit 100 ms: measured by a test");
        assertThat(Duration.between(end.startedAt(), end.endedAt())).isGreaterThan(Duration.ofSeconds(40));
        assertThat(gate(end, 0, "latency-p95").verdict()).isEqualTo("FAIL");
    }

    /** Criterion D11: it is that batch's latency, the batch before it has passed, and the one after it never begins. */
    @Test
    void aSlowServerFailsTheGateOfItsOwnBatch() {
        Rollout rollout = request(410, Map.of("latencyP95Millis", 100));
        Ticket ticket = world.open(rollout);
        InstanceKey slow = world.in(room -> room.items.keys(rollout.id(), 2, 1)).get(0);
        world.gauges.get(Gauge.Measure.LATENCY).says(150, slow, 10);

        assertThat(world.drive(ticket)).isEqualTo(GateAnswer.Kind.FAILED);

        Rollout end = world.find(rollout.id());
        assertThat(end.reason()).isEqualTo("GATE_FAILED");
        assertThat(end.detail()).isEqualTo("latency-p95 is 150.0 ms, the limit 100 ms: measured by a test");
        assertThat(end.phase()).isEqualTo(2);
        int batch = world.in(room -> room.store.find(rollout.id()).orElseThrow().batch);
        assertThat(batch).as("the second, counted from 0").isEqualTo(1);
        assertThat(world.onHost(InstanceState.HEALTHY)).hasSize(100 + 200);
        assertThat(world.onHost(InstanceState.PLANNED)).as("starts after it").isEmpty();
    }

    /** Criterion B10. */
    @Test
    void aGateThatFailedIsMeasuredOnceMoreWhenItsRolloutIsRecoveredAndDoesNotRepeatItself() {
        Rollout rollout = request(10, Map.of("latencyP95Millis", 100));
        TestingGauge latency = world.gauges.get(Gauge.Measure.LATENCY);
        latency.says(150);
        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(latency.asked).hasSize(1);

        latency.says(10);
        resume(rollout, "recover");
        Ticket again = world.open(rollout);
        world.wishAll(again, 0);
        assertThat(untilItMoves(again, 0)).isEqualTo(GateAnswer.Kind.GO);

        assertThat(latency.asked)
                .as("one fresh evaluation of the gate that had failed")
                .hasSize(2);
        assertThat(gate(world.find(rollout.id()), 0, "latency-p95").verdict()).isEqualTo("PASS");
    }

    @Test
    void aBakeTooShortForAGaugeToHaveDataIsRefusedBeforeAnythingIsKept() {
        world.gauges.get(Gauge.Measure.LATENCY).needs = Duration.ofMillis(5_500);
        Map<String, Integer> tooShort = Map.of("batchBakeSeconds", 5, "phaseBakeSeconds", 4);

        assertThatThrownBy(() -> request(20, tooShort)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.TERMS_INVALID);
            assertThat(problem.mistakes())
                    .extracting(Mistake::place)
                    .containsExactly("/terms/batchBakeSeconds", "/terms/phaseBakeSeconds");
            assertThat(problem.detail())
                    .startsWith("batchBakeSeconds 5 s are too short to measure latency-p95: at least 6, or"
                            + " latencyP95Millis 0 so that it is not asked; ");
        });
        assertThat(request(20, Map.of("batchBakeSeconds", 6, "phaseBakeSeconds", 0))
                        .terms()
                        .of(Term.BATCH_BAKE))
                .isEqualTo(6);
    }

    @Test
    void justBelowTheLimitPasses() {
        Rollout rollout = request(20, Map.of("latencyP95Millis", 100));
        world.gauges.get(Gauge.Measure.LATENCY).says(99.9);

        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(gate(world.find(rollout.id()), 1, "latency-p95").evidence()).contains("99.9 ms");
    }

    @Test
    void aLimitOfZeroIsNotAsked() {
        Rollout rollout = request(20, Map.of("latencyP95Millis", 0));
        world.gauges.get(Gauge.Measure.LATENCY).says(Double.NaN);

        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.find(rollout.id()).phases().get(0).gates())
                .noneMatch(gate -> gate.name().equals("latency-p95"));
    }

    @Test
    void noDataPausesForAPersonWhoMayLookAgainOrPromote() {
        Rollout rollout = request(20, Map.of());
        TestingGauge latency = world.gauges.get(Gauge.Measure.LATENCY);
        latency.reading = () -> Gauge.Reading.none("nobody looked");
        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.PAUSED);
        assertThat(world.find(rollout.id()).reason()).isEqualTo("GATE_INCONCLUSIVE");
        assertThat(world.find(rollout.id()).detail()).contains("latency-p95").contains("nobody looked");

        resume(rollout, "resume");
        assertThat(world.drive(world.open(rollout))).as("still no data").isEqualTo(GateAnswer.Kind.PAUSED);
        resume(rollout, "promote");
        Ticket promoted = world.open(rollout);
        assertThat(untilItMoves(promoted, 0)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.drive(promoted)).as("the next gate asks again").isEqualTo(GateAnswer.Kind.PAUSED);
        latency.says(1);
        resume(rollout, "resume");
        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.GO);

        List<RolloutEvent> events = world.in(room -> room.rollouts.events(rollout.id()));
        assertThat(events)
                .filteredOn(event -> event.name().equals("latency-p95"))
                .extracting(RolloutEvent::phase, RolloutEvent::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, "INCONCLUSIVE"),
                        org.assertj.core.groups.Tuple.tuple(1, "INCONCLUSIVE"),
                        org.assertj.core.groups.Tuple.tuple(1, "PASS"));
    }

    @Test
    void onlyAGateThatStoodIsPassedByPromotingNotOneThatHasYetToBeAsked() throws Exception {
        Rollout rollout = request(20, Map.of());
        TestingGauge latency = world.gauges.get(Gauge.Measure.LATENCY);
        latency.reading = () -> Gauge.Reading.none("nobody looked");
        world.open(rollout);
        Path archive = folder.resolve("archive.zip");
        TestingArchives.writeOpen(world.database, archive);
        TestingArchives.restoreOpen(world.database, archive);
        world.crash();
        assertThat(world.find(rollout.id()).reason()).isEqualTo("RESTORED");

        resume(rollout, "promote");

        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.PAUSED);
        assertThat(world.find(rollout.id()).reason()).isEqualTo("GATE_INCONCLUSIVE");
        assertThat(world.find(rollout.id()).phase())
                .as("the first gate was asked")
                .isZero();
    }

    @Test
    void theFourthErrorInARowIsInconclusiveAndThreeAreForgiven() {
        Rollout rollout = request(20, Map.of());
        TestingGauge memory = world.gauges.get(Gauge.Measure.MEMORY);
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        world.letAllGo(ticket, 0);
        int[] broken = {0};
        memory.reading = () -> {
            if (broken[0]++ < 3) {
                throw new IllegalStateException("no such file");
            }
            return new Gauge.Reading(1, "");
        };
        assertThat(untilItMoves(ticket, 0)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(broken[0]).isEqualTo(4);

        world.wishAll(ticket, 1);
        world.letAllGo(ticket, 1);
        memory.reading = () -> {
            broken[0]++;
            throw new IllegalStateException("no such file");
        };
        broken[0] = 0;
        assertThat(untilItMoves(ticket, 1)).isEqualTo(GateAnswer.Kind.PAUSED);
        assertThat(broken[0]).isEqualTo(4);
        assertThat(world.find(rollout.id()).detail())
                .contains("4 times in a row")
                .contains("no such file");
    }

    /** A hundred in the profile {@code endurance}. */
    @Test
    void inRandomRunsNothingIsPromotedWithoutData() {
        Random random = new Random(20261121);
        Gauge.Measure[] measures = Gauge.Measure.values();
        for (int run = 0; run < Integer.getInteger("coordinator.random-runs", 15); run++) {
            try (TestingRollouts once = world.another()) {
                world = once;
                Gauge.Measure blind = measures[random.nextInt(measures.length)];
                int kind = random.nextInt(3);
                Rollout rollout = request(3, Map.of());
                Ticket ticket = world.open(rollout);
                world.wishAll(ticket, 0);
                world.letAllGo(ticket, 0);
                world.gauges.get(blind).reading = () -> switch (kind) {
                    case 0 -> Gauge.Reading.none("nothing");
                    case 1 -> new Gauge.Reading(Double.NEGATIVE_INFINITY, "nonsense");
                    default -> throw new IllegalStateException("broken");
                };

                assertThat(untilItMoves(ticket, 0)).as(blind + " " + kind).isEqualTo(GateAnswer.Kind.PAUSED);
                assertThat(world.find(rollout.id()).phase()).isZero();
            }
        }
    }

    @Test
    void aBatchForWhichThereIsTooLittleIsRefusedBeforeItsFirstStart() {
        for (Gauge.Measure scarce :
                List.of(Gauge.Measure.MEMORY, Gauge.Measure.FILES, Gauge.Measure.PROCESSES, Gauge.Measure.CPU)) {
            try (TestingRollouts once = world.another()) {
                world = once;
                Rollout rollout = request(110, Map.of());
                Ticket ticket = world.open(rollout);
                world.phase(ticket, 0);
                world.gauges.get(scarce).perServer = 0.9;
                world.wishAll(ticket, 1);

                assertThat(untilItMoves(ticket, 1)).as(scarce.id()).isEqualTo(GateAnswer.Kind.PAUSED);

                Rollout paused = world.find(rollout.id());
                assertThat(paused.reason()).isEqualTo("RESOURCE_HEADROOM");
                assertThat(paused.detail()).contains("with 90 more servers " + scarce.id());
                assertThat(world.onHost(InstanceState.HEALTHY)).hasSize(10);
                assertThat(world.onHost(InstanceState.PLANNED)).as("starts").isEmpty();
                resume(rollout, "promote");
                Ticket again = world.open(rollout);
                world.wishAll(again, 1);
                world.look(again, 1);
                assertThat(world.onHost(InstanceState.PLANNED)).hasSize(1);
            }
        }
    }

    @Test
    void theFirstThreeThatCannotBeLaunchedEndTheRollout() {
        Rollout rollout = world.request(
                world.catalog.file("sample", TestingServers.many(100)),
                List.of(),
                "careful",
                new Terms.Wanted(Map.of("batchFailurePercent", 100, "failurePercent", 100), false, List.of(), false));
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        int starts = 0;
        GateAnswer.Kind answer = world.look(ticket, 0);
        while (answer == GateAnswer.Kind.WAIT) {
            int planned = world.onHost(InstanceState.PLANNED).size();
            starts += planned;
            world.fail(planned);
            answer = world.look(ticket, 0);
        }

        assertThat(answer).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(starts).isEqualTo(3);
        assertThat(world.find(rollout.id()).reason()).isEqualTo("SAME_ERROR");
        assertThat(world.find(rollout.id()).phases().get(0).name()).isEqualTo("phase 100");
    }

    private Rollout request(int servers, Map<String, Integer> numbers) {
        return world.request(
                world.catalog.file("sample", TestingServers.many(servers)),
                List.of(),
                "careful",
                new Terms.Wanted(numbers, true, List.of(), false));
    }

    private void resume(Rollout rollout, String action) {
        world.launcher.alive.clear();
        world.act(rollout, action);
    }

    private GateAnswer.Kind untilItMoves(Ticket ticket, int phase) {
        GateAnswer.Kind answer = world.look(ticket, phase);
        for (int i = 0; answer == GateAnswer.Kind.WAIT && i < 1000; i++) {
            world.hostsDoTheirWork();
            world.clock.advance(Duration.ofSeconds(1));
            answer = world.look(ticket, phase);
        }
        return answer;
    }

    private static Rollout.Gate gate(Rollout rollout, int phase, String name) {
        return rollout.phases().get(phase).gates().stream()
                .filter(gate -> gate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
