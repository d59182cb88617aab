package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

/** Ports are promised to one open rollout only, on the real database. */
@ExtendWith(TestingRollouts.Provider.class)
class PromisesTest {
    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
    }

    @Test
    void aPlanIsMadeBesideWhatAnOpenRolloutOfAnotherFleetWasPromised() {
        world.request(world.sample(20), List.of(), "quick");

        Plan beside = world.plan(fleet("other"));

        assertThat(beside.changes()).extracting(Plan.Change::port).containsExactly(3102);
        assertThat(world.plan(world.sample(20)).changes())
                .as("its own promises are none of the question")
                .extracting(Plan.Change::port)
                .contains(3100, 3101);
    }

    @Test
    void whoIsPromisedAPortSecondIsRefusedWithTheFleetThatHasIt() {
        Plan first = world.plan(world.sample(10));
        Plan second = world.plan(fleet("other"));
        Rollout open = world.request(second, 0);

        assertThatThrownBy(() -> world.request(first, 0)).isInstanceOfSatisfying(ProblemException.class, stale -> {
            assertThat(stale.code()).isEqualTo(ProblemCode.PLAN_STALE);
            assertThat(stale.mistakes())
                    .containsExactly(new Mistake(
                            "/servers/s0000/port",
                            "the plan promises it port 3100, which is held by the open rollout of fleet other for"
                                    + " server quick-other now"));
        });
        Rollout again = world.request(world.plan(world.sample(10)), 0);
        assertThat(world.drive(world.open(again))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.drive(world.open(open))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(portOf("quick-other")).isEqualTo(3100);
        assertThat(portOf("s0000")).isEqualTo(3101);
    }

    @Test
    void ofManyFleetsThatApplyPlansWithTheSamePortAtOnceOneGetsIt() throws Exception {
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            plans.add(world.plan(fleet("fleet-" + i)));
        }
        assertThat(plans).allMatch(plan -> plan.changes().get(0).port() == 3100);
        AtomicInteger won = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Plan plan : plans) {
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    world.database.fromTransaction(em -> new TestingRoom(em, world)
                            .book.insert(TestingRollouts.quick(plan, 0), TestingRollouts.ANNA));
                    won.incrementAndGet();
                } catch (ProblemException second) {
                    assertThat(second.code()).isEqualTo(ProblemCode.PLAN_STALE);
                    assertThat(second.mistakes())
                            .allMatch(mistake -> mistake.place().endsWith("/port"));
                }
            }));
        }
        for (CompletableFuture<Void> one : all) {
            one.get(30, TimeUnit.SECONDS);
        }

        assertThat(won).hasValue(1);
    }

    /** Whose own port is gone takes another one, and not one that the others wait for. */
    @Test
    void aServerWhosePromisedPortIsHeldByAStrangerTakesNoneThatWasPromisedToOthers() {
        Rollout mine = world.request(fleet("mine"), List.of(), "quick");
        Rollout others = world.request(fleet("other"), List.of(), "quick");
        world.strangers.add(3100);

        assertThat(world.drive(world.open(mine))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.drive(world.open(others))).isEqualTo(GateAnswer.Kind.GO);

        assertThat(portOf("quick-other")).as("as promised").isEqualTo(3101);
        assertThat(portOf("quick-mine")).isEqualTo(3102);
    }

    @Test
    void aRolloutThatEndedLeavesItsPromisesAndOneThatIsRecoveredTakesUpWhatIsLeftOfThem() {
        Rollout failed = world.request(fleet("mine"), List.of(), "quick");
        Ticket ticket = world.open(failed);
        world.wishAll(ticket, 0);
        world.look(ticket, 0);
        world.fail(1);
        assertThat(world.look(ticket, 0)).isEqualTo(GateAnswer.Kind.FAILED);
        assertThat(promises()).isEmpty();

        world.launcher.alive.clear();
        world.act(failed, "recover");
        assertThat(promises()).containsExactly("mine 3100");
        world.act(failed, "abort");
        world.look(world.open(failed), 0);
        assertThat(world.find(failed.id()).state()).isEqualTo(RolloutState.CANCELLED);
        assertThat(promises()).isEmpty();
    }

    @Test
    void theWayBackIsPromisedWhatItNeedsAndNoMore() {
        world.rolledOut(world.sample(20));
        Rollout more = world.request(world.sample(30), List.of(), "quick");
        assertThat(promises()).hasSize(10);

        world.act(more, "rollback");

        assertThat(promises()).isEmpty();
    }

    private FleetFile fleet(String name) {
        return world.catalog.file(name, List.of(TestingServers.builtin("quick-" + name, Category.DATABASE, "1")));
    }

    private int portOf(String server) {
        return world.instances().stream()
                .filter(instance -> instance.key().server().equals(server))
                .mapToInt(Instance::port)
                .findFirst()
                .orElseThrow();
    }

    private List<String> promises() {
        return world.in(room -> {
            List<?> rows = room.em
                    .createNativeQuery("SELECT fleet || ' ' || port FROM port_promise ORDER BY port")
                    .getResultList();
            return rows.stream().map(String.class::cast).toList();
        });
    }
}
