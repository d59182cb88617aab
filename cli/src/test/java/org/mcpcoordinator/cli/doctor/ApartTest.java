package org.mcpcoordinator.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ApartTest {
    @Test
    void whereEverythingIsEnforcedThereIsNothingToDo() {
        assertThat(Apart.of(confines("group", "group", "process", "group", "coordinator-servers")))
                .extracting(Finding::level)
                .containsOnly(Finding.Level.OK);
    }

    @Test
    void whatIsNotEnforcedIsSaidWithWhatToDo() {
        assertThat(Apart.of(confines("process+watch", "namespace", "process", "none", "")))
                .satisfiesExactly(
                        limits -> assertThat(limits.toString())
                                .contains("processes by the kernel for each server")
                                .contains("cpu not enforced")
                                .contains("DelegateSubgroup=agent"),
                        user -> assertThat(user.toString())
                                .contains("run as the agent's own user, without a way to new rights")
                                .contains("only an agent that is root"),
                        network -> assertThat(network.toString()).contains("kept from it, each by itself"));
        assertThat(Apart.of(confines("watch", "watch", "none", "none", "").put("root", "true"))
                        .get(0)
                        .advice())
                .contains("install util-linux")
                .contains("root's processes are never counted");
        assertThat(Apart.of(confines("watch", "watch", "none", "none", "").put("root", "true"))
                        .get(1)
                        .advice())
                .contains("useradd")
                .contains("coordinator.runtime.server-user");
    }

    @Test
    void aNetworkThatStaysOpenIsSaidWithWhatIsMissing() {
        ObjectNode confines = confines("group", "group", "process", "group", "coordinator-servers");
        assertThat(Apart.of(confines.put("network", "closed")).get(2).advice()).contains("iproute2");
        assertThat(Apart.of(confines.put("network", "pipes")).get(2).toString())
                .contains("one that listens on a port")
                .contains("systemd-socket-proxyd");
        assertThat(Apart.of(confines.put("network", "none")).get(2).toString())
                .contains("is not started")
                .contains("user.max_net_namespaces");
        confines.remove("network");
        assertThat(Apart.of(confines).get(2).toString())
                .as("of an agent that does not know the word")
                .contains("is not started");
    }

    @Test
    void whetherImagesAreRunIsSaidWithWhatIsMissing() {
        ObjectNode confines = confines("group", "group", "process", "group", "coordinator-servers");
        assertThat(Apart.of(confines.put("images", "podman 4.3.1 rootless"))
                        .get(3)
                        .toString())
                .contains("container images are run by podman 4.3.1 rootless");
        assertThat(Apart.of(confines.put("imagePorts", "none")).get(3).toString())
                .contains("run by podman 4.3.1 rootless; one that listens on a port")
                .contains("systemd-socket-proxyd");
        assertThat(Apart.of(confines.put("images", "none: there is no podman; install it"))
                        .get(3)
                        .toString())
                .contains("not run")
                .contains("install it");
    }

    @Test
    void anAgentNobodyCanAskTellsNothing() {
        assertThat(Apart.of(JsonNodeFactory.instance.objectNode())).isEmpty();
    }

    private static ObjectNode confines(String memory, String processes, String files, String cpu, String user) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("memory", memory)
                .put("processes", processes)
                .put("files", files)
                .put("cpu", cpu)
                .put("user", user)
                .put("network", "namespace")
                .put("imagePorts", "namespace")
                .put("privileges", "no-new")
                .put("root", "false");
    }
}
