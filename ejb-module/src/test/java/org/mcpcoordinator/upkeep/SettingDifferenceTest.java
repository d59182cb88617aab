package org.mcpcoordinator.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingDifferenceTest {
    @Test
    void whatDiffersIsToldWithBothValuesAndWhyItIsNotChanged() {
        Map<String, String> here = Map.of(
                "coordinator.health.interval-millis", "5000",
                "coordinator.cluster.node-name", "node-1",
                "coordinator.insight.metrics-open", "true");
        Map<String, String> archive = Map.of(
                "coordinator.health.interval-millis", "10000",
                "coordinator.gateway.timeout-millis", "30000",
                "coordinator.cluster.node-name", "old",
                "coordinator.insight.metrics-open", "true");

        assertThat(SettingDifference.between(here, archive))
                .extracting(SettingDifference::sentence)
                .containsExactly(
                        "coordinator.cluster.node-name differs: here node-1, archive old, not changed because it belongs to"
                                + " the machine",
                        "coordinator.gateway.timeout-millis differs: here not set, archive 30000, not changed because it"
                                + " stands in this node's configuration: set it there if the fleet is to run as before",
                        "coordinator.health.interval-millis differs: here 5000, archive 10000, not changed because it"
                                + " stands in this node's configuration: set it there if the fleet is to run as before");
        assertThat(SettingDifference.between(here, here)).isEmpty();
    }
}
