package org.mcpcoordinator.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Node;
import org.mcpcoordinator.cluster.NodeState;
import org.mcpcoordinator.cluster.NodeView;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceMoved.Move;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.rollout.Mixture;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutMoved;
import org.mcpcoordinator.rollout.RolloutState;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.rollout.Terms;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;

class FleetMirrorTest {
    private final TestingFleet fleet = new TestingFleet();
    private final TestingRollouts rollouts = new TestingRollouts();
    private final FleetMirror mirror = new FleetMirror();
    private final TestingListener listener = new TestingListener();

    @BeforeEach
    void listen() {
        mirror.fleet = fleet;
        mirror.rollouts = rollouts;
        mirror.cluster = new TestingCluster();
        mirror.tell(listener);
    }

    static Instance instance(String name, InstanceState state) {
        return TestingInstance.like(TestingInstances.at(name, state, 3100, ""))
                .of("sample", "database")
                .in(state, Reason.ANSWERS, Instant.EPOCH)
                .process(1, 1)
                .made();
    }

    private static Rollout rollout(long id, RolloutState state) {
        return new Rollout(
                id,
                "sample",
                1,
                state,
                "",
                "",
                Terms.usual("quick"),
                0,
                List.of(),
                10,
                0,
                1,
                1,
                0,
                "admin",
                Instant.EPOCH,
                null,
                null);
    }

    @Test
    void theFirstLookReadsEverything() {
        fleet.rows.add(instance("a", InstanceState.HEALTHY));
        rollouts.rows.add(rollout(3, RolloutState.RUNNING));

        assertThat(mirror.all()).containsExactly(instance("a", InstanceState.HEALTHY));
        assertThat(mirror.newest()).contains(rollout(3, RolloutState.RUNNING));
    }

    @Test
    void aMoveIsSeenBeforeItIsTold() {
        mirror.refresh();
        mirror.follow(new InstanceMoved(List.of(new Move(null, instance("a", InstanceState.PLANNED)))));

        assertThat(mirror.all()).containsExactly(instance("a", InstanceState.PLANNED));
        assertThat(listener.moves).hasSize(1);
    }

    @Test
    void whatAnotherNodeDidIsToldAtTheNextReading() {
        fleet.rows.add(instance("a", InstanceState.STARTING));
        fleet.rows.add(instance("b", InstanceState.HEALTHY));
        mirror.refresh();
        listener.moves.clear();

        fleet.rows.set(0, instance("a", InstanceState.HEALTHY));
        fleet.rows.remove(1);
        mirror.refresh();

        assertThat(listener.moves)
                .containsExactlyInAnyOrder(
                        new Move(instance("a", InstanceState.STARTING), instance("a", InstanceState.HEALTHY)),
                        new Move(instance("b", InstanceState.HEALTHY), null));
    }

    @Test
    void aReadingTellsNothingIfNothingChanged() {
        fleet.rows.add(instance("a", InstanceState.HEALTHY));
        rollouts.rows.add(rollout(3, RolloutState.RUNNING));
        mirror.refresh();
        listener.moves.clear();
        listener.rollouts.clear();

        mirror.refresh();

        assertThat(listener.moves).isEmpty();
        assertThat(listener.rollouts).isEmpty();
    }

    @Test
    void anEventDuringAReadingIsNewerThanTheReading() {
        fleet.rows.add(instance("a", InstanceState.STARTING));
        mirror.refresh();
        fleet.meanwhile = () -> mirror.follow(new InstanceMoved(
                List.of(new Move(instance("a", InstanceState.STARTING), instance("a", InstanceState.HEALTHY)))));

        mirror.refresh();

        assertThat(mirror.all()).containsExactly(instance("a", InstanceState.HEALTHY));
    }

    @Test
    void anOlderRolloutDoesNotHideTheNewest() {
        mirror.follow(new RolloutMoved(rollout(4, RolloutState.RUNNING)));
        mirror.follow(new RolloutMoved(rollout(3, RolloutState.FAILED)));

        assertThat(mirror.newest()).map(Rollout::id).contains(4L);
    }

    @Test
    void onlyALivingNodeSpeaksForAHost() {
        mirror.refresh();

        assertThat(mirror.speaking("local")).isEqualTo("node-2");
        assertThat(mirror.speaking("left")).isEmpty();
        assertThat(mirror.hostOf("node-1")).contains("left");
        assertThat(mirror.hostOf("node-9")).isEmpty();
    }

    private static final class TestingFleet extends Fleet {
        private final List<Instance> rows = new ArrayList<>();
        private Runnable meanwhile = () -> {};

        @Override
        public List<Instance> all() {
            List<Instance> read = List.copyOf(rows);
            meanwhile.run();
            return read;
        }
    }

    private static final class TestingRollouts extends Rollouts {
        private final List<Rollout> rows = new ArrayList<>();

        @Override
        public List<Rollout> list() {
            return List.copyOf(rows);
        }

        @Override
        public List<Mixture> mixtures() {
            return List.of();
        }
    }

    private static final class TestingCluster extends Cluster {
        @Override
        public List<Node> nodes() {
            return List.of(node("node-1", "left", NodeState.DEAD), node("node-2", "local", NodeState.UP));
        }

        private static Node node(String name, String host, NodeState state) {
            return new Node(name, host, state, "", 1, Instant.EPOCH, Instant.EPOCH, "", -1, NodeView.NONE, List.of());
        }
    }

    private static final class TestingListener implements FleetMirror.Listener {
        private final List<Move> moves = new ArrayList<>();
        private final List<Rollout> rollouts = new ArrayList<>();

        @Override
        public void moved(List<Move> told) {
            moves.addAll(told);
        }

        @Override
        public void moved(Rollout rollout) {
            rollouts.add(rollout);
        }
    }
}
