package org.mcpcoordinator.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiDeskTest {
    @Test
    void aDrainedNodeIsWellAndOneWithoutADatabaseIsNot() {
        assertThat(ApiDesk.onlyDrained(health("UP", "DOWN"))).isTrue();
        assertThat(ApiDesk.onlyDrained(health("DOWN", "DOWN"))).isFalse();
        assertThat(ApiDesk.onlyDrained("{}")).as("somebody else's answer").isFalse();
        assertThat(ApiDesk.onlyDrained("Service Unavailable")).isFalse();
    }

    private static String health(String database, String undrained) {
        return "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"database\",\"status\":\"" + database
                + "\"},{\"name\":\"undrained\",\"status\":\"" + undrained + "\"}]}";
    }
}
