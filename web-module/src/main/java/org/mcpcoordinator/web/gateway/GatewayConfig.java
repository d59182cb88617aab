package org.mcpcoordinator.web.gateway;

import java.time.Duration;
import org.mcpcoordinator.setting.Setting;

/**
 * Settings of the gateway.
 *
 * @param limit until a server must have begun its answer, and again until an answer that is no event stream must be
 *     complete; 100 ms to 1 h
 * @param bodyLimit most bytes of one request's body, 1 KiB to 1 GiB
 * @param wakeLimit until a server on demand must be there for a call, 1 s to 10 min
 * @param listedTools so many tools of all servers are listed at most; where there are more, tools that find them are, 0 to
 *     100,000
 * @param sessionIdle after that a session of the older revisions that nobody uses has ended, 60 s to 24 h
 * @param connections most connections to one server for each I/O thread, 1 to 10,000
 */
record GatewayConfig(
        Duration limit, long bodyLimit, int connections, Duration wakeLimit, int listedTools, Duration sessionIdle) {
    private static final Duration LONGEST_BODY = Duration.ofSeconds(30);
    private static final int MEBI = 1024 * 1024;
    private static final int LONGEST_FOR_SLEEPERS = 4 * MEBI;
    private static final int LONGEST_WHOLE = 16 * MEBI;

    /** With the usual time for servers on demand. */
    GatewayConfig(Duration limit, long bodyLimit, int connections) {
        this(limit, bodyLimit, connections, Duration.ofSeconds(30), 100);
    }

    /** With the usual time for sessions. */
    GatewayConfig(Duration limit, long bodyLimit, int connections, Duration wakeLimit, int listedTools) {
        this(limit, bodyLimit, connections, wakeLimit, listedTools, Duration.ofHours(1));
    }

    /** Most bytes of a request that is kept while its server is started. */
    int sleeperBodyLimit() {
        return (int) Math.min(bodyLimit, LONGEST_FOR_SLEEPERS);
    }

    /** Most bytes of a request to all servers, which is read whole. */
    int wholeBodyLimit() {
        return (int) Math.min(bodyLimit, LONGEST_WHOLE);
    }

    /** Until a request that is read whole must be there: as long as its server would have, and 30 s at most. */
    Duration bodyLimitTime() {
        return limit.compareTo(LONGEST_BODY) < 0 ? limit : LONGEST_BODY;
    }

    static GatewayConfig fromSettings() {
        return new GatewayConfig(
                Setting.millis("coordinator.gateway.timeout-millis", 60_000, 100, 3_600_000),
                Setting.number("coordinator.gateway.body-limit-bytes", 16 * MEBI, 1024, 1024 * MEBI),
                Setting.number("coordinator.gateway.connections-per-server", 2000, 1, 10_000),
                Setting.millis("coordinator.gateway.wake-millis", 30_000, 1_000, 600_000),
                Setting.number("coordinator.gateway.listed-tools", 100, 0, 100_000),
                Duration.ofSeconds(Setting.number("coordinator.gateway.session-idle-seconds", 3_600, 60, 86_400)));
    }
}
