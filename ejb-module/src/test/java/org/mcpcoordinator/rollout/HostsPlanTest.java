package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.cluster.Capacity;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.HostState;
import org.mcpcoordinator.cluster.Placing;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Plans and rollouts where there are several hosts, on the real database. */
@ExtendWith(TestingRollouts.Provider.class)
class HostsPlanTest {
    private static final long MB = 1L << 20;

    private TestingRollouts world;

    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
        world.hosts.clear();
        host("local", HostState.UP, Placing.OPEN, 1000);
        host("far", HostState.UP, Placing.OPEN, 1000);
    }

    @Test
    void aPlanSaysWhereEachServerGoesAndSpreadsEachCategory() {
        Plan plan = world.plan(world.sample(40));
        Map<String, List<Plan.Change>> byCategory =
                plan.changes().stream().collect(Collectors.groupingBy(Plan.Change::category));
        assertThat(byCategory).hasSize(10).allSatisfy((category, changes) -> {
            assertThat(changes).extracting(Plan.Change::host).containsExactlyInAnyOrder("local", "local", "far", "far");
            assertThat(changes.stream().map(Plan.Change::port).distinct())
                    .as("each host has all ports")
                    .hasSize(2);
        });
    }

    @Test
    void whereThereIsOneHostAPlanDoesNotSpeakOfIt() {
        world.hosts.remove(1);
        assertThat(world.plan(world.sample(10)).changes()).allMatch(change -> change.host() == null);
        assertThat(PlanContent.text(world.plan(world.sample(10)).changes())).doesNotContain("host");
    }

    @Test
    void aRolloutPlacesWhatThePlanSaidAndAnUpdateMovesNothing() {
        Plan plan = world.plan(world.sample(40));
        Rollout rollout = world.request(plan, 0);
        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.instances()).hasSize(40).allMatch(instance -> instance.state() == InstanceState.HEALTHY);
        Map<InstanceKey, String> planned = plan.changes().stream()
                .collect(Collectors.toMap(
                        change -> new InstanceKey(change.server(), change.replica()),
                        change -> change.host() + ":" + change.port()));
        assertThat(places()).isEqualTo(planned);

        host("third", HostState.UP, Placing.OPEN, 100_000);
        Rollout update = world.request(world.plan(world.version(40, "2")), 0);
        assertThat(world.drive(world.open(update))).isEqualTo(GateAnswer.Kind.GO);
        assertThat(places()).as("what runs stays where it is").isEqualTo(planned);
        assertThat(world.instances()).allMatch(instance -> instance.generation() == 2);
    }

    @Test
    void whoWaitsForHisTurnIsToGoWhereThePlanHasHim() {
        Plan plan = world.plan(world.sample(10));
        Rollout rollout = world.request(plan, 0);
        world.wishAll(world.open(rollout), 0);
        List<Turns.Candidate> waiting = world.in(room -> room.items.candidates(rollout.id(), 0, Integer.MAX_VALUE));
        assertThat(waiting.stream()
                        .map(Turns.Candidate::order)
                        .collect(Collectors.toMap(InstanceOrder::key, InstanceOrder::host)))
                .isEqualTo(plan.changes().stream()
                        .collect(Collectors.toMap(
                                change -> new InstanceKey(change.server(), change.replica()),
                                change -> String.valueOf(change.host()))));
    }

    @Test
    void whatWasPlannedOntoAHostThatTakesNoneNowIsStale() {
        Plan plan = world.plan(world.sample(2));
        String first = String.valueOf(plan.changes().get(0).host());
        world.hosts.replaceAll(host ->
                host.name().equals(first) ? TestingHost.of(first, HostState.UP, Placing.CORDONED, 1000 * MB) : host);
        assertThatThrownBy(() -> world.request(plan, 0)).isInstanceOfSatisfying(ProblemException.class, stale -> {
            assertThat(stale.code()).isEqualTo(ProblemCode.PLAN_STALE);
            assertThat(stale.mistakes())
                    .contains(new Mistake(
                            "/servers/s0000/host",
                            "the plan places it on host " + first + ", which takes no servers now"));
        });
    }

    @Test
    void deadAndCordonedHostsGetNothing() {
        world.hosts.clear();
        host("local", HostState.DEAD, Placing.OPEN, 1000);
        host("far", HostState.UP, Placing.CORDONED, 1000);
        host("third", HostState.UP, Placing.OPEN, 1000);
        assertThat(world.plan(world.sample(20)).changes()).allMatch(change -> "third".equals(change.host()));
    }

    @Test
    void aHostWithoutANodeGetsNothing() {
        host("unmanned", HostState.UP, Placing.OPEN, 100_000);
        assertThat(world.plan(world.sample(20)).changes())
                .isNotEmpty()
                .noneMatch(change -> "unmanned".equals(change.host()));
    }

    @Test
    void aHostThatIsDeadAndHoldsNothingIsNoneOfSeveral() {
        world.hosts.clear();
        host("local", HostState.UP, Placing.OPEN, 1000);
        host("far", HostState.DEAD, Placing.DRAINING, 1000);
        assertThat(world.plan(world.sample(10)).changes()).isNotEmpty().allMatch(change -> change.host() == null);
    }

    @Test
    void whatFitsNowhereIsWarnedOfAndRefused() {
        world.hosts.clear();
        host("local", HostState.UP, Placing.OPEN, 5);
        host("far", HostState.UP, Placing.OPEN, 5);
        Plan plan = world.plan(world.sample(20));
        assertThat(plan.warnings())
                .anyMatch(warning -> warning.startsWith("HOSTS_FULL: ")
                        && warning.contains("no open host has the 1 MB left that it takes"));
        TestingRollouts.refused(() -> world.request(plan, 0), ProblemCode.HOSTS_FULL);
    }

    @Test
    void aLoneHostThatIsCordonedKeepsWhatItHasAndTakesNoMore() {
        world.hosts.remove(1);
        world.rolledOut(10);
        world.hosts.set(0, TestingHost.of("local", HostState.UP, Placing.CORDONED, 0));
        TestingRollouts.refused(() -> world.request(world.plan(world.sample(12)), 0), ProblemCode.HOSTS_FULL);
        Rollout update = world.request(world.plan(world.version(10, "2")), 0);
        assertThat(world.drive(world.open(update))).isEqualTo(GateAnswer.Kind.GO);
    }

    private Map<InstanceKey, String> places() {
        return world.instances().stream()
                .collect(Collectors.toMap(Instance::key, instance -> instance.host() + ":" + instance.port()));
    }

    private void host(String name, HostState state, Placing placing, long megabytes) {
        world.hosts.add(TestingHost.of(name, state, placing, megabytes * MB));
    }

    /** A host that was seen. */
    private static final class TestingHost {
        static Host of(String name, HostState state, Placing placing, long bytes) {
            return new Host(name, state, Instant.EPOCH, null, null, placing, new Capacity(bytes, 2), null);
        }
    }
}
