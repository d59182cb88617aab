package org.mcpcoordinator.web.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.fleet.Counts;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.rollout.Mixture;
import org.mcpcoordinator.rollout.RolloutState;

class FleetViewTest {
    static Instance instance(String name, String category, Desired desired, InstanceState state) {
        return new Instance(
                "sample",
                new InstanceKey(name, 0),
                category,
                "local",
                3100,
                "http://127.0.0.1:3100/mcp",
                1,
                "hash",
                1,
                desired,
                state,
                Reason.ANSWERS,
                "",
                Instant.EPOCH,
                42,
                1,
                0,
                false,
                1,
                0,
                null,
                null,
                0);
    }

    @Test
    void onlyStatesThatOccurAreCountedAndAllCategoriesAreThere() {
        FleetView view = FleetView.of(
                5,
                "sample",
                new PortLayout(3100),
                Counts.of(List.of(
                        instance("a", "database", Desired.RUNNING, InstanceState.HEALTHY),
                        instance("b", "database", Desired.RUNNING, InstanceState.FAILED),
                        instance("c", "ai-ml", Desired.STOPPED, InstanceState.STOPPED))),
                List.of(new Mixture("sample", 7, RolloutState.CANCELLED, 5, 2, 4, 1, 0, 0, 0)));

        assertThat(view.desired()).isEqualTo(2);
        assertThat(view.states()).containsOnlyKeys(InstanceState.HEALTHY, InstanceState.FAILED, InstanceState.STOPPED);
        assertThat(view.categories()).hasSize(10);
        assertThat(view.categories().get(0).desired()).isEqualTo(2);
        assertThat(view.categories().get(3).first()).isEqualTo(3400);
        assertThat(Json.text(view))
                .startsWith("{\"revision\":5,\"fleet\":\"sample\",\"desired\":2,\"states\":{\"HEALTHY\":1,")
                .contains(
                        "\"degraded\":[{\"fleet\":\"sample\",\"rollout\":7,\"state\":\"CANCELLED\",\"revision\":5,\"there\":2,"
                                + "\"before\":4,\"behind\":1,");
    }

    @Test
    void anEmptyFleetIsTenEmptyCategories() {
        FleetView view = FleetView.of(0, "", new PortLayout(3100), new Counts(List.of()), List.of());

        assertThat(view.states()).isEmpty();
        assertThat(view.categories()).hasSize(10).allMatch(category -> category.desired() == 0);
    }
}
