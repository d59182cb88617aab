package org.mcpcoordinator.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;
import org.mcpcoordinator.testing.TestingServers;

/** Wishes of one server, {@code alpha}, and what its agent says of it. */
final class TestingSights {
    static final InstanceKey KEY = new InstanceKey("alpha", 0);
    static final Seat SEAT = new Seat(KEY, 0);

    private TestingSights() {}

    static Comparison compare(List<Instance> wished, Map<Seat, ServerStatus> seen, Map<Seat, Order.Gist> told) {
        return Comparison.of(wished, seen, told, answers(TestingServers.builtin("alpha", Category.API, "1"), Map.of()));
    }

    static Comparison.Answers answers(ServerDefinition definition, Map<String, String> secrets) {
        return new Comparison.Answers(
                instance -> Optional.of(definition),
                names -> secrets,
                instance -> "rollout 12",
                true,
                instance -> true);
    }

    static Map<Seat, ServerStatus> seen(ServerStatus status) {
        return Map.of(SEAT, status);
    }

    static ServerStatus running(long generation, int restarts) {
        return new ServerStatus(
                SEAT,
                new ServerStatus.Version(generation, restarts),
                1,
                ServerStatus.State.RUNNING,
                "",
                "",
                4711,
                -1,
                false,
                0,
                null,
                0,
                0,
                false,
                null);
    }

    static ServerStatus status(ServerStatus.State state, String reason, int failures) {
        return new ServerStatus(
                SEAT,
                new ServerStatus.Version(1, 0),
                1,
                state,
                reason,
                "because",
                0,
                7,
                List.of("EXITED", "OUT_OF_MEMORY").contains(reason),
                failures,
                null,
                0,
                0,
                false,
                null);
    }

    static Instance known() {
        return instance(1, 0, Desired.RUNNING, InstanceState.HEALTHY, 4711, 1);
    }

    static Instance wish(long generation, int restarts, Desired desired, InstanceState state) {
        return instance(generation, restarts, desired, state, 0, 0);
    }

    static Instance instance(
            long generation, int restarts, Desired desired, InstanceState state, long pid, int attempt) {
        return TestingInstance.like(TestingInstances.at("alpha", state, 3300, "http://127.0.0.1:3300/mcp"))
                .wished(generation, restarts, desired)
                .in(state, Reason.WISHED, Instant.EPOCH)
                .process(pid, attempt)
                .made();
    }
}
