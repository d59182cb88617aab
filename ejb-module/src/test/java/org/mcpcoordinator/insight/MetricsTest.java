package org.mcpcoordinator.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.directory.Directory;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.health.Health;
import org.mcpcoordinator.health.HealthFigures;
import org.mcpcoordinator.runtime.Runtime;
import org.mcpcoordinator.testing.TestingBalancing;
import org.mcpcoordinator.usage.Meter;
import org.mcpcoordinator.usage.TestingTrail;

class MetricsTest {
    private final GatewayFigures gateway = new GatewayFigures();
    private final FeedFigures feeds = new FeedFigures();
    private final Metrics metrics = new Metrics();

    @BeforeEach
    void begin() {
        OwnFigures own = new OwnFigures();
        own.mirror = new TestingMirror();
        own.gateway = gateway;
        own.balancing = new TestingBalancing("s");
        own.feeds = feeds;
        own.health = new TestingHealth();
        own.runtime = new TestingRuntime();
        own.directory = new TestingDirectory();
        own.meter = new Meter();
        own.trail = TestingTrail.empty();
        metrics.own = own;
        metrics.begin();
    }

    private static final class TestingDirectory extends Directory {
        @Override
        public Listing listing() {
            return new Listing(
                    Listing.EMPTY.all(), Map.of(), Map.of("one", Set.of("add", "remove")), Map.of(), Map.of());
        }
    }

    @AfterEach
    void end() {
        metrics.end();
    }

    @Test
    void instancesAreCountedByStateAndCategory() {
        assertThat(metrics.text())
                .contains("# TYPE coordinator_instances gauge")
                .contains("coordinator_instances{category=\"database\",state=\"HEALTHY\"} 2.0")
                .contains("coordinator_instances{category=\"database\",state=\"FAILED\"} 0.0")
                .contains("coordinator_instances{category=\"iot-hardware\",state=\"HEALTHY\"} 0.0")
                .contains("coordinator_instances_desired 2.0")
                .contains("coordinator_tools_held 2.0")
                .contains("coordinator_gateway_limited_callers_total 0.0")
                .contains("coordinator_gateway_limited_servers_total 0.0")
                .contains("coordinator_calls_unwritten_total 0.0")
                .contains("coordinator_usage_sums 0.0");
    }

    @Test
    void callsAreCountedAndTheirTimesFallIntoBuckets() {
        gateway.began();
        gateway.answered(Duration.ofMillis(3));
        gateway.ended(true);
        gateway.began();
        gateway.answered(Duration.ofMillis(700));
        gateway.ended(false);
        gateway.began();

        assertThat(metrics.text())
                .contains("coordinator_gateway_calls_total 2.0")
                .contains("coordinator_gateway_failures_total 1.0")
                .contains("coordinator_gateway_in_flight 1.0")
                .contains("# TYPE coordinator_gateway_latency_seconds histogram")
                .contains("coordinator_gateway_latency_seconds_bucket{le=\"0.001\"} 0")
                .contains("coordinator_gateway_latency_seconds_bucket{le=\"0.005\"} 1")
                .contains("coordinator_gateway_latency_seconds_bucket{le=\"1.0\"} 2")
                .contains("coordinator_gateway_latency_seconds_bucket{le=\"+Inf\"} 2")
                .contains("coordinator_gateway_latency_seconds_count 2");
    }

    @Test
    void theNamesOfTheFieldAreKept() {
        feeds.opened();
        feeds.sent();
        feeds.sent();

        assertThat(metrics.text())
                .contains("messages_total 2.0")
                .contains("websocket_connections_active 1.0")
                .contains("coordinator_health_sweep_seconds 1.2")
                .contains("jvm_memory_used_bytes{area=\"heap\"");
    }

    @Test
    void everyLineIsWhatPrometheusReads() {
        assertThat(metrics.text().lines())
                .allMatch(line -> line.startsWith("# ")
                        || line.matches("[a-z][a-z0-9_]*(\\{([a-z_]+=\"[^\"]*\",?)+})? [0-9.E+-]+|.* (NaN|\\+Inf)"));
    }

    @Test
    void differencesAreCountedByKind() {
        assertThat(metrics.text())
                .contains("coordinator_drift{kind=\"MISSING\"} 2.0")
                .contains("coordinator_drift{kind=\"EXTRA\"} 0.0");
    }

    @Test
    void copiesThatAreLeftAloneAreCounted() {
        assertThat(metrics.text())
                .contains("coordinator_gateway_ejected 1.0")
                .contains("coordinator_gateway_ejections_total 1.0")
                .contains("coordinator_gateway_breakers_open 0.0")
                .contains("coordinator_gateway_breaker_openings_total 0.0")
                .contains("coordinator_gateway_turned_away_total 0.0")
                .contains("coordinator_gateway_retries_total 0.0")
                .contains("coordinator_gateway_retries_denied_total 0.0")
                .contains("coordinator_gateway_drain_forced_total 0.0");
    }

    private static final class TestingRuntime extends Runtime {
        @Override
        public Map<DriftKind, Long> drift() {
            return Map.of(DriftKind.MISSING, 2L);
        }
    }

    private static final class TestingMirror extends FleetMirror {
        @Override
        public List<Instance> all() {
            return List.of(
                    FleetMirrorTest.instance("a", InstanceState.HEALTHY),
                    FleetMirrorTest.instance("b", InstanceState.HEALTHY));
        }
    }

    private static final class TestingHealth extends Health {
        @Override
        public HealthFigures figures() {
            return new HealthFigures(1000, 1200, 0, 3, 50_000);
        }
    }
}
