package org.mcpcoordinator.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.health.ErasMet;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;

class StandingTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final Standing standing = new Standing();

    private static Instance copy(int replica, InstanceState state, Instant since) {
        return TestingInstances.instance(
                new InstanceKey("s", replica),
                state,
                3100 + replica,
                "http://127.0.0.1:" + (3100 + replica) + "/mcp",
                1,
                since);
    }

    private List<Integer> routed() {
        return standing.table().routes().getOrDefault("s", List.of()).stream()
                .map(Route::replica)
                .toList();
    }

    @Test
    void onlyHealthyCopiesAreRoutedInOrder() {
        standing.know(copy(2, InstanceState.HEALTHY, T0), Map.of());
        standing.know(copy(0, InstanceState.HEALTHY, T0), Map.of());
        standing.know(copy(1, InstanceState.STARTING, T0), Map.of());
        assertThat(routed()).containsExactly(0, 2);
        standing.know(copy(0, InstanceState.UNHEALTHY, T0.plusSeconds(1)), Map.of());
        assertThat(routed()).containsExactly(2);
    }

    @Test
    void aDrainedCopyIsNotRoutedAndNamedUntilItIsReleased() {
        Instance drained = TestingInstance.like(copy(0, InstanceState.HEALTHY, T0))
                .drains()
                .made();
        standing.know(drained, Map.of());
        standing.know(copy(1, InstanceState.HEALTHY, T0), Map.of());
        assertThat(routed()).containsExactly(1);
        assertThat(standing.table().drained()).containsExactly(new InstanceKey("s", 0));
        standing.know(copy(0, InstanceState.HEALTHY, T0.plusSeconds(1)), Map.of());
        assertThat(standing.table().drained()).isEmpty();
        standing.know(
                TestingInstance.like(copy(0, InstanceState.HEALTHY, T0.plusSeconds(2)))
                        .drains()
                        .made(),
                Map.of());
        assertThat(standing.table().drained()).hasSize(1);
        standing.forget(new InstanceKey("s", 0));
        assertThat(standing.table().drained()).isEmpty();
    }

    @Test
    void aServerWithoutHealthyCopiesIsKnownAndNotRouted() {
        standing.know(copy(0, InstanceState.PLANNED, T0), Map.of());
        assertThat(standing.table().known()).containsExactly("s");
        assertThat(standing.table().routes()).isEmpty();
    }

    @Test
    void aServerWhoseLastCopyIsGoneIsUnknown() {
        standing.know(copy(0, InstanceState.HEALTHY, T0), Map.of());
        standing.forget(new InstanceKey("s", 0));
        assertThat(standing.table()).isEqualTo(RouteTable.EMPTY);
    }

    @Test
    void newsThatWereOvertakenChangeNothing() {
        standing.know(copy(0, InstanceState.UNHEALTHY, T0.plusSeconds(2)), Map.of());
        standing.know(copy(0, InstanceState.HEALTHY, T0), Map.of());
        assertThat(routed()).isEmpty();
    }

    @Test
    void aNewGenerationCountsEvenWithAnOlderMoment() {
        standing.know(copy(0, InstanceState.UNHEALTHY, T0.plusSeconds(2)), Map.of());
        Instance next = TestingInstances.instance(
                new InstanceKey("s", 0), InstanceState.HEALTHY, 4100, "http://127.0.0.1:4100/mcp", 2, T0);
        standing.know(next, Map.of());
        assertThat(routed()).containsExactly(0);
    }

    @Test
    void aDrainingCopyTakesNoCalls() {
        Instance healthy = copy(0, InstanceState.HEALTHY, T0);
        Instance draining = TestingInstance.like(healthy).drains().made();
        standing.know(healthy, Map.of());
        standing.know(draining, Map.of());
        assertThat(routed()).isEmpty();
    }

    @Test
    void whatIsNotKeptIsForgotten() {
        standing.know(copy(0, InstanceState.HEALTHY, T0), Map.of());
        standing.know(copy(1, InstanceState.HEALTHY, T0), Map.of());
        standing.keepOnly(List.of(new InstanceKey("s", 1)));
        assertThat(routed()).containsExactly(1);
    }

    @Test
    void headersGoWithTheRoute() {
        standing.know(copy(0, InstanceState.HEALTHY, T0), Map.of("X-Api-Key", "k"));
        assertThat(Objects.requireNonNull(standing.table().routes().get("s"))
                        .get(0)
                        .headers())
                .containsEntry("X-Api-Key", "k");
    }

    @Test
    void aTableInHandNeverChanges() {
        standing.know(copy(0, InstanceState.HEALTHY, T0), Map.of());
        RouteTable table = standing.table();
        standing.forget(new InstanceKey("s", 0));
        assertThat(table.routes()).containsKey("s");
    }

    private Eras spoken() {
        return standing.table().routes().get("s").get(0).eras();
    }

    private static ErasMet met(Eras eras, Instant at) {
        return new ErasMet(new InstanceKey("s", 0), 1, eras, at);
    }

    @Test
    void ofTheErasOfAServerTheNewestWordCounts() {
        Instance healthy = copy(0, InstanceState.HEALTHY, T0);
        String hash = healthy.definitionHash();
        standing.know(healthy, Map.of());
        assertThat(spoken()).isEqualTo(Eras.UNKNOWN);

        assertThat(standing.met(met(Eras.LEGACY, T0))).isTrue();
        assertThat(spoken()).isEqualTo(Eras.LEGACY);
        assertThat(standing.met(met(Eras.LEGACY, T0.plusSeconds(1)))).isFalse();

        standing.offered(List.of(new ErasOffered(hash, Eras.BOTH, T0.plusSeconds(2))));
        assertThat(spoken()).isEqualTo(Eras.BOTH);
        assertThat(standing.offered(List.of(new ErasOffered(hash, Eras.BOTH, T0.plusSeconds(2)))))
                .isFalse();

        standing.met(met(Eras.UNKNOWN, T0.plusSeconds(3)));
        assertThat(spoken()).as("modern, and perhaps more").isEqualTo(Eras.BOTH);
        standing.met(met(Eras.MODERN, T0.plusSeconds(4)));
        assertThat(spoken()).isEqualTo(Eras.MODERN);
    }

    @Test
    void whatWasMetOfOneGenerationIsNotBelievedOfTheNext() {
        standing.know(copy(0, InstanceState.HEALTHY, T0), Map.of());
        standing.met(new ErasMet(new InstanceKey("s", 0), 2, Eras.LEGACY, T0));
        assertThat(spoken()).isEqualTo(Eras.UNKNOWN);
    }
}
