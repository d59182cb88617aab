package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

@ExtendWith(TestingRollouts.Provider.class)
class RolloutsTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void aThousandServersPassCanaryAndThreePhases() {
        Rollout rollout = world.request(sample(1000), List.of(100, 500, 1000), "quick");
        assertThat(rollout.state()).isEqualTo(RolloutState.PENDING);
        assertThat(rollout.executionId()).isEqualTo(1);
        assertThat(rollout.phases()).extracting(Rollout.Phase::target).containsExactly(10, 100, 500, 1000);

        assertThat(world.drive(open(rollout))).isEqualTo(GateAnswer.Kind.GO);

        Rollout end = world.find(rollout.id());
        assertThat(end.state()).isEqualTo(RolloutState.SUCCEEDED);
        assertThat(end.endedAt()).isNotNull();
        assertThat(end.phases()).extracting(Rollout.Phase::healthy).containsExactly(10, 100, 500, 1000);
        assertThat(end.phases())
                .allSatisfy(phase -> assertThat(phase.gates())
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allMatch(gate -> gate.verdict().equals("PASS")));
        assertThat(instances()).hasSize(1000).allMatch(i -> i.state() == InstanceState.HEALTHY && i.generation() == 1);
        assertThat(instances()).extracting(Instance::port).doesNotHaveDuplicates();
    }

    @Test
    void aPlanOfTheSameFileIsEmptyAndTwelveChangesAreTwelveEntries() {
        rolledOut(100);
        assertThat(plan(sample(100)).changes()).isEmpty();
        assertThat(plan(sample(100)).unchanged()).isEqualTo(100);

        List<ServerDefinition> next = new ArrayList<>(TestingServers.many(103));
        for (int i = 0; i < 7; i++) {
            next.set(i, TestingServers.builtin(next.get(i).name(), next.get(i).category(), "2"));
        }
        next.subList(90, 92).clear();
        Plan plan = plan(world.catalog.file("sample", next));

        assertThat(plan.changes())
                .hasSize(12)
                .allMatch(change -> !change.reason().isEmpty());
        assertThat(plan.changes().stream().filter(c -> c.kind().equals("restart")))
                .hasSize(7);
        assertThat(plan.changes().stream().filter(c -> c.kind().equals("add"))).hasSize(3);
        assertThat(plan.changes().stream().filter(c -> c.kind().equals("remove")))
                .hasSize(2);
        assertThat(plan.unchanged()).isEqualTo(91);
        assertThat(plan.forecast().instances()).isEqualTo(101);
        assertThat(plan.forecast().ports()).isEqualTo(101);
        assertThat(instances()).hasSize(100);
    }

    @Test
    void changesAreRolledOutAndWhatIsNoLongerNamedGoesInTheLastPhase() {
        rolledOut(100);
        List<ServerDefinition> next = new ArrayList<>(TestingServers.many(99));
        next.set(5, TestingServers.builtin("s0005", next.get(5).category(), "2"));

        Rollout rollout = world.request(world.catalog.file("sample", next), List.of(50, 99), "quick");
        Ticket ticket = open(rollout);
        world.wishAll(ticket, 0);
        assertThat(instances()).hasSize(100).allMatch(Instance::routable);
        world.look(ticket, 0);
        assertThat(instances()).hasSize(100).allMatch(Instance::routable);
        world.drive(ticket);
        world.hostsDoTheirWork();

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.SUCCEEDED);
        assertThat(instances()).hasSize(99).noneMatch(i -> i.key().server().equals("s0099"));
        assertThat(instances()).filteredOn(i -> i.generation() == 2).hasSize(1);
    }

    @Test
    void aStalePlanIsRefusedWithoutEffect() {
        Plan old = plan(sample(10));
        rolledOut(10);

        refused(() -> request(old, 0), ProblemCode.PLAN_STALE);

        Plan stopped = plan(sample(11));
        world.in(room -> room.fleet.act("s0001", "stop"));
        refused(() -> request(stopped, 0), ProblemCode.PLAN_STALE);
    }

    @Test
    void aPlanLivesForADay() {
        Plan plan = plan(sample(10));
        world.clock.advance(Duration.ofHours(24).plusMillis(1));

        refused(() -> request(plan, 0), ProblemCode.PLAN_NOT_FOUND);
    }

    @Test
    void oneRolloutOfAFleetIsOpenAtATimeAndOtherFleetsAreFree() {
        world.request(sample(10), List.of(), "quick");

        refused(() -> world.request(sample(11), List.of(), "quick"), ProblemCode.ROLLOUT_ACTIVE);
        FleetFile other = world.catalog.file("other", List.of(TestingServers.builtin("x", Category.API, "1")));
        assertThat(world.request(other, List.of(), "quick").state()).isEqualTo(RolloutState.PENDING);
    }

    @Test
    void ofManyRequestsAtOnceOneWins() throws Exception {
        Plan plan = plan(sample(10));
        AtomicInteger won = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    world.database.fromTransaction(
                            em -> world.new Room(em).book.insert(quick(plan, 0), TestingRollouts.ANNA));
                    won.incrementAndGet();
                } catch (ProblemException second) {
                    assertThat(second.code()).isIn(ProblemCode.ROLLOUT_ACTIVE, ProblemCode.PLAN_STALE);
                }
            }));
        }
        for (CompletableFuture<Void> one : all) {
            one.get(30, TimeUnit.SECONDS);
        }

        assertThat(won).hasValue(1);
        List<Rollout> kept = world.in(room -> room.rollouts.list());
        assertThat(kept).hasSize(1);
    }

    @Test
    void removingTenPercentIsFreeAndMoreNeedsLeave() {
        rolledOut(100);
        Plan eleven = plan(sample(89));
        refused(() -> request(eleven, 0), ProblemCode.REMOVAL_TOO_LARGE);
        refused(() -> request(eleven, 10), ProblemCode.REMOVAL_TOO_LARGE);

        assertThat(request(eleven, 11).planned()).isEqualTo(89);
    }

    @Test
    void tenOfAHundredMayGoWithoutLeave() {
        rolledOut(100);

        assertThat(request(plan(sample(90)), 0).planned()).isEqualTo(90);
    }

    @Test
    void namesOfAnotherFleetAreMistakesWithTheirPlace() {
        rolledOut(10);

        assertThatThrownBy(() -> plan(world.catalog.file("other", TestingServers.many(2))))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ProblemCode.FLEET_FILE_INVALID);
                    assertThat(problem.mistakes()).hasSize(2);
                    assertThat(problem.mistakes().get(1).place()).isEqualTo("/servers/1/name");
                });
    }

    @Test
    void failuresUpToTheBudgetPassAndOneMoreStops() {
        Ticket ticket = open(world.request(sample(1000), List.of(), "quick"));
        phase(ticket, 0);
        phase(ticket, 1);
        world.wishAll(ticket, 2);
        world.letAllGo(ticket, 2);
        for (int batch = 0; batch < 4; batch++) {
            spread(2, batch, 4);
        }
        assertThat(world.look(ticket, 2)).isEqualTo(GateAnswer.Kind.WAIT);
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
        Ticket ticket = open(world.request(sample(200), List.of(100, 200), "careful"));
        world.wishAll(ticket, 0);
        world.letAllGo(ticket, 0);
        world.fail(1);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);

        world.wishAll(ticket, 1);
        assertThat(instances()).hasSize(10);
        assertThat(instances())
                .filteredOn(i -> i.state() == InstanceState.HEALTHY)
                .hasSize(9);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(world.find(ticket.rolloutId()).reason()).isEqualTo("BATCH_FAILED");
    }

    @Test
    void carefulStartsSlowlyUpToSixteenAtOnceAndBatchesFollowEachOtherAfterTheBake() {
        Ticket ticket = open(world.request(sample(400), List.of(310, 400), "careful"));
        phase(ticket, 0);
        world.wishAll(ticket, 1);

        for (int step : List.of(1, 2, 4, 8, 16, 16, 16)) {
            world.look(ticket, 1);
            assertThat(onHost(InstanceState.PLANNED)).hasSize(step);
            world.look(ticket, 1);
            assertThat(onHost(InstanceState.PLANNED)).hasSize(step);
            world.hostsDoTheirWork();
        }

        while (onHost(InstanceState.HEALTHY).size() < 110) {
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
        assertThat(onHost(InstanceState.PLANNED)).hasSize(1);
    }

    @Test
    void sixFailuresInABatchStopTheRolloutBeforeTheNextBatchBegins() {
        Ticket ticket = open(world.request(sample(1000), List.of(1000), "careful"));
        phase(ticket, 0);
        world.wishAll(ticket, 1);
        while (onHost(InstanceState.HEALTHY).size() < 110) {
            world.look(ticket, 1);
            world.hostsDoTheirWork();
        }
        world.fail(6);

        assertThat(world.look(ticket, 1)).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(instances()).hasSize(110);
    }

    @Test
    void quickLetsSixtyFourStartAtOnceAcrossBatches() {
        Ticket ticket = open(world.request(sample(400), List.of(400), "quick"));
        phase(ticket, 0);
        world.wishAll(ticket, 1);
        for (int step : List.of(5, 16, 64, 64)) {
            world.look(ticket, 1);
            assertThat(onHost(InstanceState.PLANNED)).hasSize(step);
            world.hostsDoTheirWork();
        }

        assertThat(onHost(InstanceState.HEALTHY)).hasSize(10 + 5 + 16 + 64 + 64);
    }

    @Test
    void theProgressDeadlineFailsTheRolloutAndEveryNewlyHealthyServerMovesIt() {
        Ticket ticket = open(world.request(sample(10), List.of(), "quick"));
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
        Ticket ticket = open(world.request(sample(10), List.of(), "quick"));
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        answerOne();
        world.look(ticket, 0);
        world.clock.advance(Duration.ofSeconds(200));
        String healthy = onHost(InstanceState.HEALTHY).get(0).key().server();
        world.in(room -> room.fleet.act(healthy, "restart"));
        world.look(ticket, 0);
        answerOne();
        world.look(ticket, 0);

        world.clock.advance(Duration.ofSeconds(100));
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
    }

    @Test
    void aPauseStopsTheClockAndResumeSetsItAfresh() {
        Rollout rollout = world.request(sample(10), List.of(), "quick");
        Ticket ticket = open(rollout);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        act(rollout, "pause");
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.PAUSED);
        world.launcher.alive.clear();

        world.clock.advance(Duration.ofSeconds(600));
        world.timer();
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.PAUSED);
        assertThat(act(rollout, "resume").state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.launcher.asked).containsExactly("start " + rollout.id(), "restart " + rollout.id() + " 1");

        Ticket again = open(world.find(rollout.id()));
        assertThat(world.look(again, 0)).isEqualTo(GateAnswer.Kind.WAIT);
        assertThat(world.drive(again)).isEqualTo(GateAnswer.Kind.GO);
    }

    @Test
    void anAbortWhilePausedEndsTheRolloutForGood() {
        Rollout rollout = world.request(sample(10), List.of(), "quick");
        Ticket ticket = open(rollout);
        world.wishAll(ticket, 0);
        act(rollout, "pause");
        world.look(ticket, 0);
        world.launcher.alive.clear();

        assertThat(act(rollout, "abort").state()).isEqualTo(RolloutState.ABORTING);
        Ticket last = open(world.find(rollout.id()));
        assertThat(world.look(last, 0)).isEqualTo(GateAnswer.Kind.ABORTED);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.CANCELLED);
        assertThat(instances()).isEmpty();
        refused(() -> act(rollout, "abort"), ProblemCode.ROLLOUT_STATE);
        refused(() -> act(rollout, "resume"), ProblemCode.ROLLOUT_STATE);
    }

    @Test
    void anOlderExecutionIsFencedByANewerOne() {
        Rollout rollout = world.request(sample(200), List.of(), "quick");
        Ticket old = open(rollout);
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
        Rollout rollout = world.request(sample(10), List.of(), "quick");
        Ticket ticket = open(rollout);

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
        Rollout rollout = world.request(sample(500), List.of(100, 500), "quick");
        Ticket before = open(rollout);
        phase(before, 0);
        phase(before, 1);
        world.wishAll(before, 2);
        world.look(before, 2);
        world.hostsDoTheirWork();
        world.crash();

        world.clock.advance(Duration.ofSeconds(900));
        world.timer();
        assertThat(world.launcher.asked).last().isEqualTo("restart " + rollout.id() + " 1");
        world.timer();
        assertThat(world.launcher.asked).hasSize(2);

        Ticket after = open(world.find(rollout.id()));
        assertThat(after.epoch()).isGreaterThan(before.epoch());
        refused(() -> world.look(before, 2), ProblemCode.ROLLOUT_FENCED);
        assertThat(world.drive(after)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(instances()).hasSize(500).allMatch(i -> i.generation() == 1 && i.attempt() == 1);
    }

    @Test
    void whoeverReadARolloutBeforeItGotItsJobStartsNoSecondOne() {
        Rollout rollout = world.request(sample(10), List.of(), "quick");
        RolloutRow before = world.in(room -> room.store.find(rollout.id()).orElseThrow());
        before.execution = 0;

        world.in(room -> world.drive(before));

        assertThat(world.launcher.asked).containsExactly("start " + rollout.id());
    }

    @Test
    void whatAnotherLivingNodeDrivesIsLeftToIt() {
        Rollout rollout = world.request(sample(10), List.of(), "quick");
        open(rollout);
        world.crash();
        world.leases.elsewhere.add("rollout/" + rollout.id());

        world.timer();

        assertThat(world.launcher.asked).hasSize(1);
        refused(() -> world.in(room -> room.steps.open(rollout.id(), 1, 99)), ProblemCode.LEASE_LOST);
    }

    @Test
    void aJobThatNeverBeginsFailsItsRolloutWithinAMinute() {
        Rollout rollout = world.request(sample(10), List.of(), "quick");
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
        Rollout rollout = world.request(sample(10), List.of(), "quick");
        Ticket ticket = open(rollout);
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
        Rollout rollout = world.request(sample(10), List.of(), "quick");
        Ticket ticket = open(rollout);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        world.hostsDoTheirWork();
        world.fail(1);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        world.launcher.alive.clear();

        assertThat(act(rollout, "recover").state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.launcher.asked).last().isEqualTo("start " + rollout.id());
        assertThat(world.drive(open(world.find(rollout.id())))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(instances()).filteredOn(i -> i.generation() == 2).hasSize(1);
        assertThat(instances()).filteredOn(i -> i.generation() == 1).hasSize(9);
        refused(() -> act(rollout, "recover"), ProblemCode.ROLLOUT_STATE);
    }

    @Test
    void aJobWithoutARolloutMakesOneOfTheNewestFleetAndKeepsItAcrossRestarts() {
        refused(() -> world.in(room -> room.steps.open(0, 5, 1)), ProblemCode.NO_FLEET);
        world.in(room -> world.catalog.accept(sample(120), "anna", ""));

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
    void aPersonWhoRestartsTheJobOfAFailedRolloutRecoversIt() {
        Rollout rollout = world.request(sample(10), List.of(), "quick");
        Ticket ticket = open(rollout);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        world.hostsDoTheirWork();
        world.fail(1);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        world.launcher.alive.clear();

        Ticket again = world.in(room -> room.steps.open(rollout.id(), 1, ticket.executionId() + 1));

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);
        assertThat(world.drive(again)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(instances()).filteredOn(i -> i.generation() == 2).hasSize(1);
        assertThat(world.audited).containsExactly("wildfly batch rollout.recover rollout " + rollout.id() + " ok");
        refused(() -> world.in(room -> room.steps.open(rollout.id(), 1, 99)), ProblemCode.ROLLOUT_STATE);
    }

    @Test
    void theJobOfAFailedRolloutIsRefusedOnceThereIsALaterOne() {
        Rollout failed = world.request(sample(10), List.of(), "quick");
        Ticket ticket = open(failed);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        world.hostsDoTheirWork();
        world.fail(1);
        world.look(ticket, 0);
        world.request(sample(10), List.of(), "quick");

        refused(() -> world.in(room -> room.steps.open(failed.id(), 1, 99)), ProblemCode.ROLLOUT_STATE);
        assertThat(world.find(failed.id()).state()).isEqualTo(RolloutState.FAILED);
    }

    @Test
    void unknownRolloutsActionsAndProfilesAreProblems() {
        Rollout rollout = world.request(sample(1), List.of(), "quick");

        refused(() -> act(rollout, "explode"), ProblemCode.ACTION_UNKNOWN);
        refused(
                () -> world.in(room -> room.rollouts.act(-1, "pause", TestingRollouts.ANNA)),
                ProblemCode.ROLLOUT_NOT_FOUND);
        refused(() -> world.request(sample(2), List.of(), "hasty"), ProblemCode.REQUEST_INVALID);
    }

    @Test
    void everyMoveIsTold() {
        Rollout rollout = world.request(sample(1), List.of(), "quick");
        world.drive(open(rollout));

        assertThat(world.events.fired())
                .extracting(moved -> moved.rollout().state())
                .contains(RolloutState.PENDING, RolloutState.RUNNING, RolloutState.SUCCEEDED);
    }

    @Test
    void thePhaseUnderWayIsAlwaysOneOfThePhases() {
        Rollout rollout = world.request(sample(10), List.of(), "quick");
        world.drive(open(rollout));

        assertThat(world.events.fired())
                .allMatch(moved ->
                        moved.rollout().phase() < moved.rollout().phases().size());
        assertThat(world.find(rollout.id()).phase()).isEqualTo(1);
    }

    @Test
    void aPlanNamesUsedUpRangesAndServersWithoutAPort() {
        List<ServerDefinition> servers = new ArrayList<>();
        for (int i = 0; i < 201; i++) {
            servers.add(TestingServers.builtin("db-" + i, Category.DATABASE, "1"));
        }

        Plan plan = plan(world.catalog.file("sample", servers));

        assertThat(plan.warnings())
                .containsExactly(
                        "no port is left for db-200 in the range of database nor in the reserve;"
                                + " it would fail with PORT_EXHAUSTED",
                        "100 servers get ports of the reserve: the range of database is used up");
        assertThat(plan.changes().get(200).port()).isZero();
    }

    private FleetFile sample(int servers) {
        return world.catalog.file("sample", TestingServers.many(servers));
    }

    private void rolledOut(int servers) {
        world.drive(open(world.request(sample(servers), List.of(), "quick")));
        assertThat(instances()).hasSize(servers).allMatch(i -> i.state() == InstanceState.HEALTHY);
    }

    private Ticket open(Rollout rollout) {
        return world.open(rollout);
    }

    private void phase(Ticket ticket, int phase) {
        world.phase(ticket, phase);
    }

    /** So many of the batch fail. */
    private void spread(int phase, int batch, int count) {
        world.database.inTransaction(em -> em.createNativeQuery("""
                        UPDATE instance SET state = 'FAILED', reason = 'LAUNCH_FAILED' WHERE server IN (
                          SELECT i.server FROM rollout_item i JOIN instance n USING (server, replica)
                           WHERE i.phase = :phase AND i.batch = :batch AND n.state = 'HEALTHY'
                           ORDER BY i.position LIMIT :count)""")
                .setParameter("phase", phase)
                .setParameter("batch", batch)
                .setParameter("count", count)
                .executeUpdate());
    }

    private long failedNow() {
        return instances().stream()
                .filter(i -> i.state() == InstanceState.FAILED)
                .count();
    }

    private void answerOne() {
        Instance one = onHost(InstanceState.PLANNED).get(0);
        world.in(room -> {
            room.fleet.observe(List.of(
                    new org.mcpcoordinator.fleet.Observation.Started(one.key(), one.generation(), one.attempt() + 1, 1),
                    new org.mcpcoordinator.fleet.Observation.Answers(one.key(), one.generation())));
            return 0;
        });
    }

    private List<Instance> instances() {
        return world.instances();
    }

    private List<Instance> onHost(InstanceState state) {
        return world.onHost(state);
    }

    private Plan plan(FleetFile file) {
        return world.in(room -> room.rollouts.plan(file, TestingRollouts.ANNA));
    }

    private Rollout request(Plan plan, int allowRemove) {
        return world.in(room -> room.rollouts.request(quick(plan, allowRemove), TestingRollouts.ANNA));
    }

    private static RolloutRequest quick(Plan plan, int allowRemove) {
        return new RolloutRequest(plan.id(), List.of(), "quick", Terms.Wanted.NOTHING, allowRemove, "");
    }

    private Rollout act(Rollout rollout, String action) {
        return world.act(rollout, action);
    }

    private static void refused(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
