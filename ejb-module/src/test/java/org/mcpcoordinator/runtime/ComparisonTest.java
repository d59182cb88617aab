package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Reseat;
import org.mcpcoordinator.fleet.Tries;
import org.mcpcoordinator.testing.TestingServers;

class ComparisonTest {
    private static final InstanceKey KEY = new InstanceKey("alpha", 0);
    private static final Seat SEAT = new Seat(KEY, 0);

    @Test
    void aWishNobodyHasBeenToldOfBecomesAnOrder() {
        Comparison comparison =
                compare(List.of(wish(1, 0, Desired.RUNNING, InstanceState.PLANNED)), Map.of(), Map.of());

        assertThat(comparison.orders()).singleElement().satisfies(order -> {
            assertThat(order.path("run").asBoolean()).isTrue();
            assertThat(order.path("launch").path("kind").asText()).isEqualTo("builtin");
            assertThat(order.path("cause").asText()).isEqualTo("rollout 12");
        });
        assertThat(comparison.observations()).isEmpty();
    }

    @Test
    void theSameWishIsToldOnce() {
        Instance wish = wish(1, 0, Desired.RUNNING, InstanceState.PLANNED);

        assertThat(compare(List.of(wish), Map.of(), Map.of(SEAT, Order.gist(wish)))
                        .orders())
                .isEmpty();
    }

    @Test
    void aNewGenerationARestartAndAStopAreNews() {
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(wish(1, 0, Desired.RUNNING, InstanceState.HEALTHY)));

        assertThat(compare(List.of(wish(2, 0, Desired.RUNNING, InstanceState.PLANNED)), Map.of(), told)
                        .orders())
                .hasSize(1);
        assertThat(compare(List.of(wish(1, 1, Desired.RUNNING, InstanceState.PLANNED)), Map.of(), told)
                        .orders())
                .hasSize(1);
        assertThat(compare(List.of(wish(1, 0, Desired.STOPPED, InstanceState.STOPPING)), Map.of(), told)
                        .orders())
                .singleElement()
                .satisfies(order -> assertThat(order.path("run").asBoolean()).isFalse());
    }

    @Test
    void aRestartIsAPersonsDoing() {
        Instance again = wish(1, 1, Desired.RUNNING, InstanceState.PLANNED);

        assertThat(compare(List.of(again), seen(running(1, 0)), Map.of()).orders())
                .singleElement()
                .satisfies(order -> assertThat(order.path("cause").asText()).isEqualTo("operator"));
    }

    @Test
    void whatRunsAndIsWishedIsToldToTheFleetOnce() {
        Instance planned = wish(1, 0, Desired.RUNNING, InstanceState.PLANNED);
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(planned));

        assertThat(compare(List.of(planned), seen(running(1, 0)), told).observations())
                .containsExactly(new Observation.Started(KEY, 1, 1, 4711));
        assertThat(compare(List.of(known()), seen(running(1, 0)), told).observations())
                .isEmpty();
    }

    @Test
    void theProcessOfBeforeARestartSaysNothingOfTheNewOne() {
        Instance again = wish(1, 1, Desired.RUNNING, InstanceState.PLANNED);

        assertThat(compare(List.of(again), seen(running(1, 0)), Map.of(SEAT, Order.gist(again)))
                        .observations())
                .isEmpty();
    }

    @Test
    void whatNobodyWishesIsStopped() {
        Comparison comparison = compare(List.of(), seen(running(3, 1)), Map.of());

        assertThat(comparison.orders()).singleElement().satisfies(order -> {
            assertThat(order.path("run").asBoolean()).isFalse();
            assertThat(order.path("generation").asLong()).isEqualTo(3);
        });
        assertThat(compare(List.of(), seen(running(3, 1)), comparison.told()).orders())
                .isEmpty();
    }

    @Test
    void aStopIsOverWhenTheAgentWasToldAndSeesNothing() {
        Instance stopping = wish(1, 0, Desired.REMOVED, InstanceState.STOPPING);

        assertThat(compare(List.of(stopping), Map.of(), Map.of()).observations())
                .isEmpty();
        assertThat(compare(List.of(stopping), Map.of(), Map.of(SEAT, Order.gist(stopping)))
                        .observations())
                .containsExactly(new Observation.Gone(KEY, 1));
        assertThat(compare(List.of(stopping), seen(running(1, 0)), Map.of(SEAT, Order.gist(stopping)))
                        .observations())
                .isEmpty();
    }

    @Test
    void secretsTravelBesideTheLaunchAndAMissingOneIsSaid() {
        ServerDefinition definition = withSecret();
        Instance wish = wish(1, 0, Desired.RUNNING, InstanceState.PLANNED);
        Comparison set =
                Comparison.of(List.of(wish), Map.of(), Map.of(), answers(definition, Map.of("TOKEN", "swordfish")));
        Comparison unset = Comparison.of(List.of(wish), Map.of(), Map.of(), answers(definition, Map.of()));

        assertThat(set.orders()).singleElement().satisfies(order -> {
            assertThat(order.path("secrets").path("TOKEN").asText()).isEqualTo("swordfish");
            assertThat(order.path("launch").toString())
                    .contains("${secret:TOKEN}")
                    .doesNotContain("swordfish");
        });
        assertThat(unset.orders()).isEmpty();
        assertThat(unset.observations())
                .containsExactly(new Observation.GivenUp(KEY, 1, Reason.SECRET_MISSING, "not set: TOKEN"));
    }

    @Test
    void aRemoteServerIsNoneOfTheAgents() {
        ServerDefinition remote = TestingServers.url("alpha", Category.API, "http://127.0.0.1:1/mcp");
        Comparison comparison = Comparison.of(
                List.of(wish(1, 0, Desired.RUNNING, InstanceState.PLANNED)),
                Map.of(),
                Map.of(),
                answers(remote, Map.of()));

        assertThat(comparison.orders()).isEmpty();
        assertThat(comparison.observations()).containsExactly(new Observation.Started(KEY, 1, 1, 0));
    }

    @Test
    void oneServerWithoutADefinitionHoldsNoOtherUp() {
        Instance alpha = wish(1, 0, Desired.RUNNING, InstanceState.PLANNED);
        Comparison comparison = Comparison.of(
                List.of(alpha),
                Map.of(),
                Map.of(),
                new Comparison.Answers(
                        instance -> Optional.empty(), names -> Map.of(), instance -> "", true, instance -> true));

        assertThat(comparison.orders()).isEmpty();
        assertThat(comparison.observations()).singleElement().isInstanceOf(Observation.GivenUp.class);
    }

    @Test
    void endsAndVerdictsOfTheAgentReachTheFleet() {
        Instance healthy = known();
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(healthy));

        assertThat(compare(List.of(healthy), seen(status(ServerStatus.State.BACKOFF, "EXITED", 1)), told)
                        .observations())
                .containsExactly(new Observation.Exited(KEY, 1, 1, 7, true));
        assertThat(compare(List.of(healthy), seen(status(ServerStatus.State.FAILED, "EXPOSED", 1)), told)
                        .observations())
                .containsExactly(new Observation.GivenUp(KEY, 1, Reason.EXPOSED, "because"));
        assertThat(compare(List.of(healthy), seen(status(ServerStatus.State.BACKOFF, "LAUNCH_FAILED", 3)), told)
                        .observations())
                .containsExactly(new Observation.GivenUp(KEY, 1, Reason.LAUNCH_FAILED, "because"));
    }

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

    @Test
    void whatIsToBeReplacedGetsAnotherPortForTheTimeTheAgentSays() {
        Instant due = Instant.parse("2026-01-01T00:00:30Z");
        Tries tries = new Tries(2, 1, Instant.EPOCH, due);
        Comparison crashed =
                compare(List.of(known()), seen(waiting("EXITED", tries)), Map.of(SEAT, Order.gist(known())));
        Comparison taken =
                compare(List.of(known()), seen(waiting("PORT_TAKEN", tries)), Map.of(SEAT, Order.gist(known())));

        assertThat(crashed.reseats()).containsExactly(new Reseat(KEY, "local", 1, 0, due));
        assertThat(crashed.observations())
                .containsExactly(new Observation.Exited(KEY, 1, 1, 7, false), new Observation.Retrying(KEY, 1, tries));
        assertThat(taken.reseats()).containsExactly(new Reseat(KEY, "local", 1, 0, null));
        assertThat(taken.observations())
                .containsExactly(
                        new Observation.GivenUp(KEY, 1, Reason.PORT_TAKEN, "because"),
                        new Observation.Retrying(KEY, 1, tries));
    }

    private static ServerStatus waiting(String reason, Tries tries) {
        return new ServerStatus(
                SEAT,
                new ServerStatus.Version(1, 0),
                1,
                ServerStatus.State.BACKOFF,
                reason,
                "because",
                0,
                7,
                reason.equals("EXITED"),
                3,
                tries,
                0,
                true,
                null);
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
        return whole(
                instance(generation, 0, desired, state, 0, 0), port, "http://127.0.0.1:" + port + "/mcp", side, null);
    }

    private static Instance with(Instance serving, Instance beside) {
        return whole(serving, serving.port(), serving.endpoint(), serving.side(), beside);
    }

    private static Instance whole(Instance one, int port, String endpoint, int side, @Nullable Instance beside) {
        return new Instance(
                one.fleet(),
                one.key(),
                one.category(),
                one.host(),
                port,
                endpoint,
                one.generation(),
                one.definitionHash(),
                one.revision(),
                one.desired(),
                one.state(),
                one.reason(),
                one.detail(),
                one.since(),
                one.pid(),
                one.attempt(),
                one.restarts(),
                one.draining(),
                one.epoch(),
                side,
                beside,
                null);
    }

    private static Comparison compare(List<Instance> wished, Map<Seat, ServerStatus> seen, Map<Seat, Order.Gist> told) {
        return Comparison.of(wished, seen, told, answers(TestingServers.builtin("alpha", Category.API, "1"), Map.of()));
    }

    private static Comparison.Answers answers(ServerDefinition definition, Map<String, String> secrets) {
        return new Comparison.Answers(
                instance -> Optional.of(definition),
                names -> secrets,
                instance -> "rollout 12",
                true,
                instance -> true);
    }

    private static ServerDefinition withSecret() {
        ServerDefinition plain = TestingServers.builtin("alpha", Category.API, "1");
        return new ServerDefinition(
                plain.name(),
                plain.description(),
                plain.category(),
                new Way.Builtin(
                        "http-api", JsonNodeFactory.instance.objectNode().put("token", "${secret:TOKEN}")),
                1,
                plain.health(),
                false,
                plain.hash());
    }

    private static Map<Seat, ServerStatus> seen(ServerStatus status) {
        return Map.of(SEAT, status);
    }

    private static ServerStatus running(long generation, int restarts) {
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
                false,
                null);
    }

    private static ServerStatus status(ServerStatus.State state, String reason, int failures) {
        return new ServerStatus(
                SEAT,
                new ServerStatus.Version(1, 0),
                1,
                state,
                reason,
                "because",
                0,
                7,
                reason.equals("EXITED"),
                failures,
                null,
                0,
                false,
                null);
    }

    private static Instance known() {
        return instance(1, 0, Desired.RUNNING, InstanceState.HEALTHY, 4711, 1);
    }

    private static Instance wish(long generation, int restarts, Desired desired, InstanceState state) {
        return instance(generation, restarts, desired, state, 0, 0);
    }

    private static Instance instance(
            long generation, int restarts, Desired desired, InstanceState state, long pid, int attempt) {
        return new Instance(
                "test",
                KEY,
                "api",
                "local",
                3300,
                "http://127.0.0.1:3300/mcp",
                generation,
                "hash",
                1,
                desired,
                state,
                Reason.WISHED,
                "",
                Instant.EPOCH,
                pid,
                attempt,
                restarts,
                false,
                1,
                0,
                null,
                null);
    }
}
