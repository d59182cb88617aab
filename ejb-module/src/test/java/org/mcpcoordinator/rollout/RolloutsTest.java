package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
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
        Rollout rollout = world.request(world.sample(1000), List.of(100, 500, 1000), "quick");
        assertThat(rollout.state()).isEqualTo(RolloutState.PENDING);
        assertThat(rollout.executionId()).isEqualTo(1);
        assertThat(rollout.phases()).extracting(Rollout.Phase::target).containsExactly(10, 100, 500, 1000);

        assertThat(world.drive(world.open(rollout))).isEqualTo(GateAnswer.Kind.GO);

        Rollout end = world.find(rollout.id());
        assertThat(end.state()).isEqualTo(RolloutState.SUCCEEDED);
        assertThat(end.endedAt()).isNotNull();
        assertThat(end.phases()).extracting(Rollout.Phase::healthy).containsExactly(10, 100, 500, 1000);
        assertThat(end.phases())
                .allSatisfy(phase -> assertThat(phase.gates())
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allMatch(gate -> gate.verdict().equals("PASS")));
        assertThat(world.instances())
                .hasSize(1000)
                .allMatch(i -> i.state() == InstanceState.HEALTHY && i.generation() == 1);
        assertThat(world.instances()).extracting(Instance::port).doesNotHaveDuplicates();
    }

    @Test
    void changesAreRolledOutAndWhatIsNoLongerNamedGoesInTheLastPhase() {
        world.rolledOut(100);
        List<ServerDefinition> next = new ArrayList<>(TestingServers.many(99));
        next.set(5, TestingServers.builtin("s0005", next.get(5).category(), "2"));

        Rollout rollout = world.request(world.catalog.file("sample", next), List.of(50, 99), "quick");
        Ticket ticket = world.open(rollout);
        world.wishAll(ticket, 0);
        assertThat(world.instances()).hasSize(100).allMatch(Instance::routable);
        world.look(ticket, 0);
        assertThat(world.instances()).hasSize(100).allMatch(Instance::routable);
        world.drive(ticket);
        world.hostsDoTheirWork();

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.SUCCEEDED);
        assertThat(world.instances())
                .hasSize(99)
                .noneMatch(i -> i.key().server().equals("s0099"));
        assertThat(world.instances()).filteredOn(i -> i.generation() == 2).hasSize(1);
    }

    @Test
    void everyMoveIsTold() {
        Rollout rollout = world.request(world.sample(1), List.of(), "quick");
        world.drive(world.open(rollout));

        assertThat(world.events.fired())
                .extracting(moved -> moved.rollout().state())
                .contains(RolloutState.PENDING, RolloutState.RUNNING, RolloutState.SUCCEEDED);
    }

    @Test
    void thePhaseUnderWayIsAlwaysOneOfThePhases() {
        Rollout rollout = world.request(world.sample(10), List.of(), "quick");
        world.drive(world.open(rollout));

        assertThat(world.events.fired())
                .allMatch(moved ->
                        moved.rollout().phase() < moved.rollout().phases().size());
        assertThat(world.find(rollout.id()).phase()).isEqualTo(1);
    }
}
