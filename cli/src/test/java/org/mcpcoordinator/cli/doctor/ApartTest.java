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
                                .contains("only an agent that is root"));
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
                .put("privileges", "no-new")
                .put("root", "false");
    }
}
