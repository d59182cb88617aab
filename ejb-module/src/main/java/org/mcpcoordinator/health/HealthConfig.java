package org.mcpcoordinator.health;

import java.time.Duration;
import org.mcpcoordinator.setting.Setting;

/**
 * Settings of health.
 *
 * @param interval between two probes of one server, 500 ms to 10 min
 * @param timeout of a probe of a server whose definition names none of its own, 100 ms to 60 s
 */
record HealthConfig(Duration interval, Duration timeout) {
    static HealthConfig fromSettings() {
        return new HealthConfig(
                Setting.millis("coordinator.health.interval-millis", 5_000, 500, 600_000),
                Setting.millis("coordinator.health.timeout-millis", 2_000, 100, 60_000));
    }
}
