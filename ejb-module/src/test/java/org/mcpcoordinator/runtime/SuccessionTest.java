package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.runtime.TestingSights.KEY;
import static org.mcpcoordinator.runtime.TestingSights.SEAT;
import static org.mcpcoordinator.runtime.TestingSights.compare;
import static org.mcpcoordinator.runtime.TestingSights.instance;
import static org.mcpcoordinator.runtime.TestingSights.known;
import static org.mcpcoordinator.runtime.TestingSights.running;
import static org.mcpcoordinator.runtime.TestingSights.seen;
import static org.mcpcoordinator.runtime.TestingSights.status;
import static org.mcpcoordinator.runtime.TestingSights.wish;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingServers;

/** Two generations of a server at a time. */
class SuccessionTest {
    @Test
    void theNextGenerationOfAProgramIsStartedOnTheOtherSideAndTheOneThatServesIsLeftAlone() {
        Instance serving = with(known(), beside(2, 1, 3301, Desired.RUNNING, InstanceState.PLANNED));

        Comparison comparison = compare(List.of(serving), seen(running(1, 0)), Map.of(SEAT, Order.gist(known())));

        assertThat(comparison.orders()).singleElement().satisfies(order -> {
            assertThat(order.path("run").asBoolean()).isTrue();
            assertThat(order.path("generation").asLong()).isEqualTo(2);
            assertThat(order.path("side").asInt()).isEqualTo(1);
            assertThat(order.path("port").asInt()).isEqualTo(3301);
        });
        assertThat(comparison.observations()).isEmpty();
    }

    @Test
    void aNextGenerationOnTheSameSideIsTheSeatsOneOrder() {
        Instance next = beside(2, 0, 3300, Desired.RUNNING, InstanceState.PLANNED);

        Comparison comparison =
                compare(List.of(with(known(), next)), seen(running(1, 0)), Map.of(SEAT, Order.gist(known())));

        assertThat(comparison.orders())
                .extracting(order -> order.path("generation").asLong())
                .containsExactly(2L);
        assertThat(compare(List.of(with(known(), next)), seen(running(2, 0)), comparison.told())
                        .observations())
                .containsExactly(new Observation.Started(KEY, 2, 1, 4711));
    }

    @Test
    void aRefusedSwapIsTheEndOfTheNextGenerationAlone() {
        Instance next = beside(2, 0, 3300, Desired.RUNNING, InstanceState.PLANNED);
        ServerStatus status = new ServerStatus(
                SEAT,
                new ServerStatus.Version(1, 0),
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
                new ServerStatus.Refused(new ServerStatus.Version(2, 0), "LAUNCH_FAILED", "BAD_CONFIG: no"));

        assertThat(compare(List.of(with(known(), next)), seen(status), Map.of(SEAT, Order.gist(next)))
                        .observations())
                .containsExactly(new Observation.GivenUp(KEY, 2, Reason.LAUNCH_FAILED, "BAD_CONFIG: no"));
    }

    @Test
    void theLastGenerationIsStoppedOnceItHasDrained() {
        Instance last = beside(1, 1, 3301, Desired.STOPPED, InstanceState.STOPPING);
        Instance serving = with(instance(2, 0, Desired.RUNNING, InstanceState.HEALTHY, 4711, 1), last);
        Seat lastSeat = new Seat(KEY, 1);
        Map<Seat, ServerStatus> seen = Map.of(
                SEAT,
                running(2, 0),
                lastSeat,
                new ServerStatus(
                        lastSeat,
                        new ServerStatus.Version(1, 0),
                        1,
                        ServerStatus.State.RUNNING,
                        "",
                        "",
                        4710,
                        -1,
                        false,
                        0,
                        null,
                        0,
                        0,
                        false,
                        null));
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(serving));

        Comparison busy = Comparison.of(List.of(serving), seen, told, draining(false));
        Comparison drained = Comparison.of(List.of(serving), seen, told, draining(true));

        assertThat(busy.orders()).isEmpty();
        assertThat(busy.unfinished()).isTrue();
        assertThat(drained.unfinished()).isFalse();
        assertThat(drained.orders()).singleElement().satisfies(order -> {
            assertThat(order.path("run").asBoolean()).isFalse();
            assertThat(order.path("side").asInt()).isEqualTo(1);
        });
        assertThat(compare(List.of(serving), Map.of(SEAT, running(2, 0)), drained.told())
                        .observations())
                .containsExactly(new Observation.Gone(KEY, 1));
    }

    @Test
    void aNextGenerationThatFailedIsStoppedAndNotStartedAgain() {
        Instance failed = beside(2, 1, 3301, Desired.RUNNING, InstanceState.FAILED);

        Comparison comparison =
                compare(List.of(with(known(), failed)), seen(running(1, 0)), Map.of(SEAT, Order.gist(known())));

        assertThat(comparison.orders()).singleElement().satisfies(order -> {
            assertThat(order.path("run").asBoolean()).isFalse();
            assertThat(order.path("side").asInt()).isEqualTo(1);
        });
    }

    private static Comparison.Answers draining(boolean drained) {
        return new Comparison.Answers(
                instance -> Optional.of(TestingServers.builtin("alpha", Category.API, "1")),
                names -> Map.of(),
                instance -> "",
                true,
                instance -> drained);
    }

    private static Instance beside(long generation, int side, int port, Desired desired, InstanceState state) {
        return TestingInstance.like(wish(generation, 0, desired, state))
                .at(port, "http://127.0.0.1:" + port + "/mcp")
                .side(side)
                .made();
    }

    private static Instance with(Instance serving, Instance beside) {
        return TestingInstance.like(serving).beside(beside).made();
    }
}
