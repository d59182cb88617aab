package org.mcpcoordinator.web.gateway;

import java.time.Duration;
import org.mcpcoordinator.setting.Setting;

/**
 * Settings of the gateway.
 *
 * @param limit until a server must have begun its answer, and again until an answer that is no event stream must be
 *     complete; 100 ms to 1 h
 * @param bodyLimit most bytes of one request's body, 1 KiB to 1 GiB
 * @param connections most connections to one server for each I/O thread, 1 to 10,000
 */
record GatewayConfig(Duration limit, long bodyLimit, int connections) {
    private static final int MEBI = 1024 * 1024;

    static GatewayConfig fromSettings() {
        return new GatewayConfig(
                Setting.millis("coordinator.gateway.timeout-millis", 60_000, 100, 3_600_000),
                Setting.number("coordinator.gateway.body-limit-bytes", 16 * MEBI, 1024, 1024 * MEBI),
                Setting.number("coordinator.gateway.connections-per-server", 256, 1, 10_000));
    }
}
