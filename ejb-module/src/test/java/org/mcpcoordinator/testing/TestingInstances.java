package org.mcpcoordinator.testing;

import java.time.Instant;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

/** Snapshots of instances made by hand. */
public final class TestingInstances {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private TestingInstances() {}

    /** A first copy in that state, at an address. */
    public static Instance at(String server, InstanceState state, int port, String endpoint) {
        return instance(new InstanceKey(server, 0), state, port, endpoint, 1, START);
    }

    /** A copy as it was at a moment. */
    public static Instance instance(
            InstanceKey key, InstanceState state, int port, String endpoint, long generation, Instant since) {
        return new Instance(
                "test",
                key,
                "api",
                "local",
                port,
                endpoint,
                generation,
                "hash",
                1,
                Desired.RUNNING,
                state,
                state == InstanceState.HEALTHY ? Reason.ANSWERS : Reason.AWAITING_FIRST_ANSWER,
                "",
                since,
                0,
                1,
                0,
                false,
                1,
                0,
                null,
                null,
                0);
    }

    /** The same, in another state and for another reason. */
    public static Instance moved(Instance from, InstanceState state, Reason reason, Instant since) {
        return TestingInstance.like(from).in(state, reason, since).made();
    }
}
