package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;
import org.mcpcoordinator.testing.TestingServers;

class DifferenceTest {
    private static final Difference.Answers ANYTHING =
            new Difference.Answers((category, port) -> true, instance -> Optional.empty());

    @Test
    void everyKindOfChangeIsTold() {
        List<ServerDefinition> wanted = List.of(
                TestingServers.builtin("same", Category.API, "1"),
                TestingServers.builtin("changed", Category.API, "2"),
                TestingServers.builtin("failed", Category.API, "1"),
                TestingServers.builtin("stopped", Category.API, "1"),
                TestingServers.builtin("returning", Category.API, "1"),
                TestingServers.builtin("new", Category.API, "1"));
        List<Instance> have = List.of(
                instance("same", Desired.RUNNING, InstanceState.HEALTHY),
                instance("changed", Desired.RUNNING, InstanceState.HEALTHY),
                instance("failed", Desired.RUNNING, InstanceState.FAILED),
                instance("stopped", Desired.STOPPED, InstanceState.STOPPED),
                instance("returning", Desired.REMOVED, InstanceState.STOPPING),
                instance("dropped", Desired.RUNNING, InstanceState.HEALTHY),
                instance("going", Desired.REMOVED, InstanceState.STOPPING));

        Difference difference = Difference.between(wanted, have, ANYTHING);

        assertThat(difference.steps())
                .extracting(Difference.Step::kind)
                .containsExactly(
                        Difference.Kind.KEEP,
                        Difference.Kind.RESTART,
                        Difference.Kind.RESTART,
                        Difference.Kind.LEAVE,
                        Difference.Kind.ADD,
                        Difference.Kind.ADD);
        assertThat(difference.removals()).containsExactly(new InstanceKey("dropped", 0));
        assertThat(difference.left()).isEqualTo(1);
    }

    @Test
    void theCanaryIsOneOfEachCategoryAndPrefersWhatChanges() {
        List<ServerDefinition> wanted = new ArrayList<>(TestingServers.many(30));
        List<Instance> have = List.of(instance("s0000", Desired.RUNNING, InstanceState.HEALTHY));

        Difference difference = Difference.between(wanted, have, ANYTHING);

        assertThat(difference.canarySize()).isEqualTo(10);
        assertThat(difference.ordered().subList(0, 11))
                .extracting(step -> step.key().server())
                .containsExactly(
                        "s0001", "s0002", "s0003", "s0004", "s0005", "s0006", "s0007", "s0008", "s0009", "s0010",
                        "s0000");
    }

    @Test
    void itemsAreLaidOutInPhasesAndBatchesWithRemovalsLast() {
        List<Instance> have = List.of(instance("dropped", Desired.RUNNING, InstanceState.HEALTHY));
        Difference difference = Difference.between(TestingServers.many(350), have, ANYTHING);

        List<PlacedItem> items = PlacedItem.layOut(difference, List.of(10, 350), Map.of(), Map.of(), 100);

        assertThat(items).hasSize(351);
        assertThat(items.get(9).phase()).isZero();
        assertThat(items.get(109))
                .extracting(PlacedItem::phase, PlacedItem::batch)
                .containsExactly(1, 0);
        assertThat(items.get(110))
                .extracting(PlacedItem::phase, PlacedItem::batch)
                .containsExactly(1, 1);
        assertThat(items.get(350).order().kind()).isEqualTo("remove");
        assertThat(PlacedItem.layOut(difference, List.of(10, 300), Map.of(), Map.of(), 100))
                .hasSize(300)
                .noneMatch(item -> item.order().removal());
    }

    @Test
    void aRestartNamesTheFieldsThatChangedAndAMoveThePort() {
        ServerDefinition before = TestingServers.command("shop", Category.API, "/mcp");
        ServerDefinition after = TestingServers.command("shop", Category.API, "/other");
        Instance running = instance("shop", Desired.RUNNING, InstanceState.HEALTHY);
        ServerDefinition other = TestingServers.server("shop", Category.DATABASE, after.way(), "2");

        Difference.Step restart = Difference.between(
                        List.of(TestingServers.server("shop", Category.API, after.way(), "2")),
                        List.of(running),
                        new Difference.Answers((category, port) -> true, instance -> Optional.of(before)))
                .steps()
                .get(0);
        Difference.Step move = Difference.between(
                        List.of(other),
                        List.of(running),
                        new Difference.Answers(
                                (category, port) -> category == Category.API, instance -> Optional.of(before)))
                .steps()
                .get(0);

        assertThat(restart.word()).isEqualTo("restart");
        assertThat(restart.reason()).isEqualTo("changed: path (none) -> /other");
        assertThat(move.word()).isEqualTo("move-port");
        assertThat(move.reason())
                .startsWith("changed: category api -> database")
                .endsWith("port 3300 is neither in the range of database nor in the reserve");
    }

    private static Instance instance(String server, Desired desired, InstanceState state) {
        Instance instance = TestingInstances.at(server, state, 3300, "http://127.0.0.1:3300/mcp");
        return TestingInstance.like(instance)
                .of("sample", "api")
                .wished(1, 0, desired)
                .defined("hash-1")
                .made();
    }
}
