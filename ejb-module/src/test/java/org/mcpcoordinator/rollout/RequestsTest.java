package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcpcoordinator.rollout.TestingRollouts.refused;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

/** What is asked for: plans, and which rollouts of them may begin. */
@ExtendWith(TestingRollouts.Provider.class)
class RequestsTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void aPlanOfTheSameFileIsEmptyAndTwelveChangesAreTwelveEntries() {
        world.rolledOut(100);
        assertThat(world.plan(world.sample(100)).changes()).isEmpty();
        assertThat(world.plan(world.sample(100)).unchanged()).isEqualTo(100);

        List<ServerDefinition> next = new ArrayList<>(TestingServers.many(103));
        for (int i = 0; i < 7; i++) {
            next.set(i, TestingServers.builtin(next.get(i).name(), next.get(i).category(), "2"));
        }
        next.subList(90, 92).clear();
        Plan plan = world.plan(world.catalog.file("sample", next));

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
        assertThat(world.instances()).hasSize(100);
    }

    @Test
    void aStalePlanIsRefusedWithoutEffect() {
        Plan old = world.plan(world.sample(10));
        world.rolledOut(10);

        refused(() -> world.request(old, 0), ProblemCode.PLAN_STALE);

        Plan stopped = world.plan(world.sample(11));
        world.in(room -> room.fleet.act("s0001", "stop"));
        refused(() -> world.request(stopped, 0), ProblemCode.PLAN_STALE);
    }

    @Test
    void aPlanLivesForADay() {
        Plan plan = world.plan(world.sample(10));
        world.clock.advance(Duration.ofHours(24).plusMillis(1));

        refused(() -> world.request(plan, 0), ProblemCode.PLAN_NOT_FOUND);
    }

    @Test
    void oneRolloutOfAFleetIsOpenAtATimeAndOtherFleetsAreFree() {
        world.request(world.sample(10), List.of(), "quick");

        refused(() -> world.request(world.sample(11), List.of(), "quick"), ProblemCode.ROLLOUT_ACTIVE);
        FleetFile other = world.catalog.file("other", List.of(TestingServers.builtin("x", Category.API, "1")));
        assertThat(world.request(other, List.of(), "quick").state()).isEqualTo(RolloutState.PENDING);
    }

    @Test
    void ofManyRequestsAtOnceOneWins() throws Exception {
        Plan plan = world.plan(world.sample(10));
        AtomicInteger won = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    world.database.fromTransaction(em -> new TestingRoom(em, world)
                            .book.insert(TestingRollouts.quick(plan, 0), TestingRollouts.ANNA));
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

    /** The second has looked before the first is written, and waits for it at the index. Criterion D3. */
    @Test
    void ofTwoThatBothFindNoOpenRolloutTheUniqueIndexRefusesTheSecond() throws Exception {
        world.catalog.accept(world.sample(10), "anna", "");
        CompletableFuture<ProblemException> second;
        try (EntityManager first = world.database.entityManager()) {
            first.getTransaction().begin();
            beginNewest(first);
            second = CompletableFuture.supplyAsync(() -> {
                try {
                    return world.database.fromTransaction(em -> {
                        beginNewest(em);
                        throw new AssertionError("two rollouts of one fleet are open");
                    });
                } catch (ProblemException refused) {
                    return refused;
                }
            });
            Instant patience = Instant.now().plusSeconds(30);
            while (!somebodyWaits() && !second.isDone() && Instant.now().isBefore(patience)) {
                Thread.onSpinWait();
            }
            assertThat(second).as("it waits").isNotDone();
            first.getTransaction().commit();
        }

        ProblemException refused = second.get(30, TimeUnit.SECONDS);
        assertThat(refused.code()).isEqualTo(ProblemCode.ROLLOUT_ACTIVE);
        assertThat(refused.code().status()).isEqualTo(409);
        assertThat(refused.detail()).contains("began at the same moment");
        List<Rollout> kept = world.in(room -> room.rollouts.list());
        assertThat(kept).hasSize(1);
    }

    private void beginNewest(EntityManager em) {
        new TestingRoom(em, world)
                .book.insertNewest(Optional.of("sample"), List.of(), "quick", TestingRollouts.ANNA, 0);
    }

    private boolean somebodyWaits() {
        return world.database.fromTransaction(em -> (Boolean) em.createNativeQuery(
                        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')")
                .getSingleResult());
    }

    @Test
    void removingTenPercentIsFreeAndMoreNeedsLeave() {
        world.rolledOut(100);
        Plan eleven = world.plan(world.sample(89));
        refused(() -> world.request(eleven, 0), ProblemCode.REMOVAL_TOO_LARGE);
        refused(() -> world.request(eleven, 10), ProblemCode.REMOVAL_TOO_LARGE);

        assertThat(world.request(eleven, 11).planned()).isEqualTo(89);
    }

    @Test
    void tenOfAHundredMayGoWithoutLeave() {
        world.rolledOut(100);

        assertThat(world.request(world.plan(world.sample(90)), 0).planned()).isEqualTo(90);
    }

    @Test
    void namesOfAnotherFleetAreMistakesWithTheirPlace() {
        world.rolledOut(10);

        assertThatThrownBy(() -> world.plan(world.catalog.file("other", TestingServers.many(2))))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ProblemCode.FLEET_FILE_INVALID);
                    assertThat(problem.mistakes()).hasSize(2);
                    assertThat(problem.mistakes().get(1).place()).isEqualTo("/servers/1/name");
                });
    }

    @Test
    void unknownRolloutsActionsAndProfilesAreProblems() {
        Rollout rollout = world.request(world.sample(1), List.of(), "quick");

        refused(() -> world.act(rollout, "explode"), ProblemCode.ACTION_UNKNOWN);
        refused(
                () -> world.in(room -> room.rollouts.act(-1, "pause", TestingRollouts.ANNA)),
                ProblemCode.ROLLOUT_NOT_FOUND);
        refused(() -> world.request(world.sample(2), List.of(), "hasty"), ProblemCode.REQUEST_INVALID);
    }

    @Test
    void aPlanNamesUsedUpRangesAndServersWithoutAPort() {
        List<ServerDefinition> servers = new ArrayList<>();
        for (int i = 0; i < 201; i++) {
            servers.add(TestingServers.builtin("db-" + i, Category.DATABASE, "1"));
        }

        Plan plan = world.plan(world.catalog.file("sample", servers));

        assertThat(plan.warnings())
                .containsExactly(
                        "no port is left for db-200 in the range of database nor in the reserve;"
                                + " it would fail with PORT_EXHAUSTED",
                        "100 servers get ports of the reserve: the range of database is used up");
        assertThat(plan.changes().get(200).port()).isZero();
    }
}
