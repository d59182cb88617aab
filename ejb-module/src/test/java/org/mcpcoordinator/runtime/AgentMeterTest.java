package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.rollout.HostUse;

class AgentMeterTest {
    /** Else a plan would reckon each program by the mean of all. */
    @Test
    void programsAreNamedAsThePlanNamesThemWhateverSideTheyAreOn() {
        List<ProcessCost> costs = Stream.of("memory-0", "memory-12-b", "x-0-b-3", "x-0-b-3-b")
                .map(name -> new ProcessCost("command", name, "api", 7, 1, 1, 1024, 10, 20, 1000))
                .toList();

        assertThat(AgentMeter.items(costs))
                .extracting(HostUse.Item::name)
                .containsExactly(
                        new InstanceKey("memory", 0).toString(),
                        new InstanceKey("memory", 12).toString(),
                        new InstanceKey("x-0-b", 3).toString(),
                        new InstanceKey("x-0-b", 3).toString());
    }

    @Test
    void anAgentThatDoesNotSayWhatItKeepsFromTheNetworkKeepsNothing() {
        assertThat(AgentMeter.networks("namespace")).containsExactlyInAnyOrder(Way.Network.values());
        assertThat(AgentMeter.networks("pipes")).containsExactlyInAnyOrder(Way.Network.values());
        assertThat(AgentMeter.ports("namespace")).isTrue();
        assertThat(AgentMeter.ports("pipes")).isFalse();
        assertThat(AgentMeter.networks("closed")).containsExactlyInAnyOrder(Way.Network.NONE, Way.Network.ANY);
        assertThat(AgentMeter.networks("none")).containsExactly(Way.Network.ANY);
    }

    @Test
    void sharedProcessesKeepTheirNamesAndTheAgentIsNoServer() {
        assertThat(AgentMeter.items(List.of(
                        new ProcessCost("agent", "agent", "", 1, 0, 1, 1024, 10, 20, 1000),
                        new ProcessCost("serve", "api-0", "api", 2, 10, 1, 1024, 10, 20, 1000))))
                .extracting(HostUse.Item::name)
                .containsExactly("api-0");
    }
}
