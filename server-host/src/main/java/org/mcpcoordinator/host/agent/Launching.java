package org.mcpcoordinator.host.agent;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One start, from the decision on.
 *
 * @param token unique in this agent's life: what is heard of another token is stale
 * @param order what is started
 * @param secrets values for its placeholders
 * @param attempt counts the starts of its generation
 * @param epoch newest epoch known
 * @param cause why
 */
record Launching(long token, Order order, Map<String, String> secrets, int attempt, long epoch, String cause) {
    ServerKey key() {
        return order.key();
    }

    /** Of no fleet: the keeper's tokens begin with 1. */
    boolean isTrial() {
        return token == 0;
    }

    Placeholders placeholders() {
        return new Placeholders(order.port(), secrets);
    }

    Start started(Instant at, ProcessId process, String kind, @Nullable String container, @Nullable ProcessId relay) {
        return new Start(
                at.toString(),
                order.server(),
                order.replica(),
                order.side(),
                order.generation(),
                order.restarts(),
                attempt,
                process.pid(),
                process.ticks(),
                process.boot(),
                kind,
                epoch,
                cause,
                container,
                relay == null ? null : new Start.Relay(relay.pid(), relay.ticks()));
    }
}
