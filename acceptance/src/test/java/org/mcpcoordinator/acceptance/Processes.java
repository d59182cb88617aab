package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** The processes of a product, as its API names them, and their sudden deaths. */
final class Processes {
    private Processes() {}

    /** Process ids by server and replica. */
    static Map<String, Long> ofServers(RunningProduct product) {
        Map<String, Long> pids = new TreeMap<>();
        for (JsonNode item : product.get("servers?size=1000").path("items")) {
            pids.put(
                    item.path("name").asText() + "#" + item.path("replica").asInt(),
                    item.path("pid").asLong());
        }
        return pids;
    }

    /** The process id of WildFly. */
    static long wildFly(RunningProduct product) {
        return product.get("nodes").path("items").path(0).path("pid").asLong();
    }

    /** Kills with SIGKILL and waits until the process is gone. */
    static void kill(long pid) {
        assertThat(pid).isGreaterThan(1);
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();
    }
}
