package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.runtime.TestingSights.KEY;
import static org.mcpcoordinator.runtime.TestingSights.SEAT;
import static org.mcpcoordinator.runtime.TestingSights.answers;
import static org.mcpcoordinator.runtime.TestingSights.compare;
import static org.mcpcoordinator.runtime.TestingSights.known;
import static org.mcpcoordinator.runtime.TestingSights.running;
import static org.mcpcoordinator.runtime.TestingSights.seen;
import static org.mcpcoordinator.runtime.TestingSights.status;
import static org.mcpcoordinator.runtime.TestingSights.wish;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Reseat;
import org.mcpcoordinator.fleet.Tries;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingServers;

/** One generation of each server. */
class ComparisonTest {
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
    void whoSleepsIsStoppedOnceAndWhatEndsIsNoNews() {
        Instance asleep = wish(1, 0, Desired.RUNNING, InstanceState.SLEEPING);
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(known()));

        Comparison first = compare(List.of(asleep), seen(running(1, 0)), told);

        assertThat(first.orders())
                .singleElement()
                .satisfies(order -> assertThat(order.path("run").asBoolean()).isFalse());
        assertThat(first.observations()).isEmpty();
        assertThat(compare(List.of(asleep), seen(running(1, 0)), first.told()).orders())
                .isEmpty();
    }

    @Test
    void aCallStartsASleeperAndWhatIsStillEndingIsNotTakenForIt() {
        Instance called = TestingInstance.like(wish(1, 1, Desired.RUNNING, InstanceState.PLANNED))
                .in(InstanceState.PLANNED, Reason.CALLED, Instant.EPOCH)
                .made();
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(wish(1, 0, Desired.RUNNING, InstanceState.SLEEPING)));

        Comparison comparison = compare(List.of(called), seen(running(1, 0)), told);

        assertThat(comparison.orders()).singleElement().satisfies(order -> {
            assertThat(order.path("run").asBoolean()).isTrue();
            assertThat(order.path("cause").asText()).isEqualTo("call");
        });
        assertThat(comparison.observations()).isEmpty();
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
        assertThat(compare(List.of(healthy), seen(status(ServerStatus.State.BACKOFF, "OUT_OF_MEMORY", 1)), told)
                        .observations())
                .containsExactly(new Observation.Exited(KEY, 1, 1, 7, true, Reason.OUT_OF_MEMORY, "because"));
        assertThat(compare(List.of(healthy), seen(status(ServerStatus.State.FAILED, "EXPOSED", 1)), told)
                        .observations())
                .containsExactly(new Observation.GivenUp(KEY, 1, Reason.EXPOSED, "because"));
        assertThat(compare(List.of(healthy), seen(status(ServerStatus.State.BACKOFF, "LAUNCH_FAILED", 3)), told)
                        .observations())
                .containsExactly(new Observation.GivenUp(KEY, 1, Reason.LAUNCH_FAILED, "because"));
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
                0,
                true,
                null);
    }

    private static ServerDefinition withSecret() {
        Way way = new Way.Builtin(
                "http-api", JsonNodeFactory.instance.objectNode().put("token", "${secret:TOKEN}"));
        return TestingServers.server("alpha", Category.API, way, "1");
    }
}
