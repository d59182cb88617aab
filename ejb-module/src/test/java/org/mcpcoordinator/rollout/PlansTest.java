package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

@ExtendWith(TestingRollouts.Provider.class)
class PlansTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void planningWritesItsOwnRowAndNothingElse() {
        world.rolledOut(30);
        Map<String, String> before = tables();

        Plan plan = world.plan(world.sample(33));

        Map<String, String> after = tables();
        assertThat(plan.changes()).hasSize(3);
        assertThat(after.remove("plan")).isNotEqualTo(before.remove("plan"));
        assertThat(after).isEqualTo(before);
        assertThat(world.launcher.asked).hasSize(1);
    }

    @Test
    void whatStaysIsCountedAndListedWithItsReason() {
        world.rolledOut(10);
        world.in(room -> room.fleet.act("s0003", "stop"));

        String id = world.plan(world.sample(10)).id();
        Plan plan = world.in(room -> room.rollouts.findPlan(id).orElseThrow());

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.unchanged()).isEqualTo(10);
        assertThat(plan.kept()).extracting(Plan.Change::kind).contains("unchanged", "left");
        assertThat(plan.kept()).extracting(Plan.Change::reason).contains("as wished");
        assertThat(plan.createdBy()).isEqualTo("anna");
    }

    @Test
    void aStalePlanNamesWhatChangedSince() {
        world.rolledOut(10);
        Plan reviewed = world.plan(world.sample(11));
        world.in(room -> room.fleet.act("s0001", "stop"));
        world.fail(1);

        assertThatThrownBy(() -> world.request(reviewed, 0)).isInstanceOfSatisfying(ProblemException.class, stale -> {
            assertThat(stale.code()).isEqualTo(ProblemCode.PLAN_STALE);
            assertThat(stale.mistakes())
                    .extracting(Mistake::place, Mistake::message)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(
                                    "/servers/s0001", "was generation 1 RUNNING and is generation 1 STOPPED"),
                            org.assertj.core.groups.Tuple.tuple(
                                    "/servers/s0000",
                                    "the plan says left alone, now it would be restart:"
                                            + " it had failed: LAUNCH_FAILED, no such program"));
            assertThat(stale.detail()).contains(reviewed.id()).contains("2 differences");
        });
        List<Rollout> begun = world.in(room -> room.rollouts.list());
        assertThat(begun).hasSize(1);
    }

    @Test
    void aPromisedPortThatAnotherFleetHasTakenMeanwhileIsNamedWithItsHolder() {
        Plan reviewed = world.plan(world.sample(11));
        Plan.Change promised = reviewed.changes().get(0);
        FleetFile other =
                world.catalog.file("other", List.of(TestingServers.builtin("quick-one", Category.DATABASE, "1")));
        world.drive(world.open(world.request(other, List.of(), "quick")));
        assertThat(promised.port()).isEqualTo(3100);

        assertThatThrownBy(() -> world.request(reviewed, 0)).isInstanceOfSatisfying(ProblemException.class, stale -> {
            assertThat(stale.code()).isEqualTo(ProblemCode.PLAN_STALE);
            assertThat(stale.mistakes())
                    .containsExactly(new Mistake(
                            "/servers/" + promised.server() + "/port",
                            "the plan promises it port 3100, which is held by server quick-one of fleet other now"));
            assertThat(stale.detail()).contains("port 3100", "quick-one");
        });
        assertThat(world.instances()).hasSize(1);
    }

    @Test
    void aPromisedPortThatAStrangerHasTakenMeanwhileIsNamedAndANewPlanGoesRoundIt() {
        world.rolledOut(10);
        Plan reviewed = world.plan(world.sample(12));
        int port = reviewed.changes().get(1).port();
        world.strangers.add(port);

        assertThatThrownBy(() -> world.request(reviewed, 0)).isInstanceOfSatisfying(ProblemException.class, stale -> {
            assertThat(stale.code()).isEqualTo(ProblemCode.PLAN_STALE);
            assertThat(stale.mistakes())
                    .containsExactly(new Mistake(
                            "/servers/" + reviewed.changes().get(1).server() + "/port",
                            "the plan promises it port " + port
                                    + ", which is held by a program that is none of ours, on host local now"));
        });

        Plan again = world.plan(world.sample(12));
        assertThat(again.changes()).extracting(Plan.Change::port).doesNotContain(port);
        world.drive(world.open(world.request(again, 0)));
        assertThat(world.instances()).hasSize(12).noneMatch(instance -> instance.port() == port);
    }

    @Test
    void aPromisedPortThatAServerOfItsOwnFleetIsAboutToLeaveMakesNoPlanStale() {
        world.rolledOut(10);
        List<ServerDefinition> swapped = new ArrayList<>(TestingServers.many(10));
        swapped.set(0, TestingServers.builtin("s0000", Category.FILESYSTEM, "2"));
        swapped.set(1, TestingServers.builtin("s0001", Category.DATABASE, "2"));

        Plan plan = world.plan(world.catalog.file("sample", swapped));

        assertThat(world.drive(world.open(world.request(plan, 0)))).isEqualTo(GateAnswer.Kind.GO);
    }

    @Test
    void aRevisionAcceptedMeanwhileMakesAPlanStaleAndIsNamed() {
        world.rolledOut(10);
        Plan reviewed = world.plan(world.sample(11));
        world.catalog.accept(world.sample(12), "ben", "more of them");

        assertThatThrownBy(() -> world.request(reviewed, 0))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        stale -> assertThat(stale.mistakes())
                                .containsExactly(
                                        new Mistake("/fleet", "revision 2 was accepted, by ben: more of them")));
    }

    @Test
    void whoIsOutOfSightWhileItsProcessGoesOnIsAdoptedAndNotRestarted() {
        world.rolledOut(10);
        Instance one = world.in(room -> room.fleet.all()).get(4);
        world.in(room -> {
            room.fleet.observe(
                    List.of(new Observation.Fails(one.key(), one.generation(), Reason.UNKNOWN, "the agent is away")));
            return 0;
        });

        Plan plan = world.plan(world.sample(10));

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.adopted()).singleElement().satisfies(change -> {
            assertThat(change.server()).isEqualTo(one.key().server());
            assertThat(change.kind()).isEqualTo("adopt");
            assertThat(change.reason()).startsWith("process 42 goes on as far as is known");
        });
        assertThat(plan.unchanged()).isEqualTo(9);
    }

    @Test
    void aPortThatNoLongerFitsIsMovedByTheRollout() {
        world.rolledOut(10);
        world.database.inTransaction(em -> {
            em.createNativeQuery("UPDATE instance SET port = 9999 WHERE server = 's0002'")
                    .executeUpdate();
            em.createNativeQuery("UPDATE port_lease SET port = 9999 WHERE server = 's0002'")
                    .executeUpdate();
        });

        Plan plan = world.plan(world.sample(10));
        Rollout rollout = world.request(plan, 0);
        Ticket ticket = world.in(room -> room.steps.open(rollout.id(), 77, rollout.executionId()));
        world.drive(ticket);

        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo("move-port");
            assertThat(change.fromPort()).isEqualTo(9999);
            assertThat(change.port()).isEqualTo(3300);
        });
        Instance moved =
                world.in(room -> room.fleet.find(new InstanceKey("s0002", 0)).orElseThrow());
        assertThat(moved.port()).isEqualTo(3300);
        assertThat(moved.generation()).isEqualTo(2);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.SUCCEEDED);
    }

    @Test
    void aServerThatChangesItsCategoryMovesToAPortOfItsNewOne() {
        world.rolledOut(10);
        List<ServerDefinition> next = new ArrayList<>(TestingServers.many(10));
        next.set(0, TestingServers.builtin("s0000", Category.BUSINESS, "2"));

        Plan plan = world.plan(world.catalog.file("sample", next));

        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo("move-port");
            assertThat(change.reason()).contains("category database -> business");
            assertThat(change.port()).isEqualTo(3901);
        });
    }

    @Test
    void aForecastSaysWhetherItsFiguresAreMeasured() {
        Plan first = world.plan(world.sample(100));
        assertThat(first.forecast().sources())
                .containsEntry("memoryMegabytes", "assumed: nothing like it runs here yet");
        assertThat(first.forecast().times()).allMatch(time -> time.source().startsWith("assumed"));
        world.rolledOut(100);
        world.use = java.util.Optional.of(TestingUse.shared(100));

        Plan second = world.plan(world.sample(200));

        assertThat(second.forecast().sources())
                .containsEntry("memoryMegabytes", "measured on 100 servers, assumed for 100 more");
        assertThat(second.forecast().times()).allMatch(time -> time.source().startsWith("measured on 1 rollout"));
        assertThat(second.forecast().times())
                .filteredOn(time -> time.profile().equals("careful"))
                .allMatch(time -> time.seconds() > 300);
    }

    @Test
    void anyRevisionCanBeGoneBackToAndItsHashComesAgain() {
        world.rolledOut(10);
        world.rolledOut(11);
        world.rolledOut(12);

        Plan back = world.in(room -> room.rollouts.planRevision(1, TestingRollouts.ANNA));
        Rollout rollout = world.in(room -> room.rollouts.request(
                new RolloutRequest(back.id(), List.of(), "quick", Terms.Wanted.NOTHING, 2, "revert to revision 1"),
                TestingRollouts.ANNA));

        assertThat(back.changes()).hasSize(2).allMatch(change -> change.kind().equals("remove"));
        assertThat(rollout.revision()).isEqualTo(4);
        assertThat(world.catalog.find(4).orElseThrow().hash())
                .isEqualTo(world.catalog.find(1).orElseThrow().hash());
        assertThat(world.catalog.find(4).orElseThrow().reason()).isEqualTo("revert to revision 1");
        assertThatThrownBy(() -> world.in(room -> room.rollouts.planRevision(99, TestingRollouts.ANNA)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.REVISION_NOT_FOUND));
    }

    @Test
    void aReceiptTellsWhoWhatWhenAndByWhichHashes() {
        world.rolledOut(20);
        List<ServerDefinition> next = new ArrayList<>(TestingServers.many(22));
        Plan plan = world.plan(world.catalog.file("sample", next));
        Rollout rollout = world.in(room -> room.rollouts.request(
                new RolloutRequest(plan.id(), List.of(), "quick", Terms.Wanted.NOTHING, 0, "two | more"),
                TestingRollouts.ANNA));
        Ticket ticket = world.in(room -> room.steps.open(rollout.id(), 88, rollout.executionId()));
        world.drive(ticket);

        RolloutReport report = world.report(rollout.id());
        String text = ReportText.of(report);

        assertThat(report.plan()).isEqualTo(plan.id());
        assertThat(report.intent()).isEqualTo("two | more");
        assertThat(report.counts()).containsEntry("add", 2).containsEntry("unchanged", 20);
        assertThat(report.before()).isNotNull();
        assertThat(report.after().hash())
                .isEqualTo(world.catalog
                        .find(report.after().revision())
                        .orElseThrow()
                        .hash());
        assertThat(report.phases()).allMatch(phase -> phase.seconds() != null);
        assertThat(report.failures()).isEmpty();
        assertThat(text)
                .startsWith("# Rollout " + rollout.id() + " of fleet sample: SUCCEEDED")
                .contains("| reason | two \\| more |")
                .contains("sha256 " + report.after().hash())
                .contains("| phase 22 | healthy-ratio | PASS |")
                .contains("No server of this rollout is FAILED.")
                .contains("| anna | basic | rollout.start | ok |");
    }

    @Test
    void aPlanIsForgottenAfterADay() {
        world.plan(world.sample(3));
        world.clock.advance(Duration.ofHours(24).plusMillis(1));
        world.in(room -> {
            room.plans.purge();
            return 0;
        });

        long kept = world.database.fromTransaction(em ->
                ((Number) em.createNativeQuery("SELECT count(*) FROM plan").getSingleResult()).longValue());
        assertThat(kept).isZero();
    }

    private Map<String, String> tables() {
        return world.database.fromTransaction(em -> {
            Map<String, String> digests = new HashMap<>();
            for (Object name : em.createNativeQuery(
                            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'coordinator'")
                    .getResultList()) {
                digests.put(
                        (String) name,
                        String.valueOf(em.createNativeQuery(
                                        "SELECT md5(string_agg(CAST(t AS text), '|' ORDER BY CAST(t AS text)))"
                                                + " FROM " + name + " t")
                                .getSingleResult()));
            }
            return digests;
        });
    }
}
