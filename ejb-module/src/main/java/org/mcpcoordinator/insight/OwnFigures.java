package org.mcpcoordinator.insight;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mcpcoordinator.balance.Balance;
import org.mcpcoordinator.balance.BalanceFigures;
import org.mcpcoordinator.balance.Balancing;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.directory.Directory;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.health.Health;
import org.mcpcoordinator.health.HealthFigures;
import org.mcpcoordinator.runtime.Runtime;
import org.mcpcoordinator.usage.Meter;
import org.mcpcoordinator.usage.Trail;

/** What the coordinator itself counts, worded for Prometheus when it asks; nothing is kept here. */
@Dependent
class OwnFigures implements MultiCollector {
    /** Upper bounds of the gateway's histogram, in seconds. */
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    @Inject
    FleetMirror mirror;

    @Inject
    GatewayFigures gateway;

    @Inject
    Balancing balancing;

    @Inject
    FeedFigures feeds;

    @Inject
    Trail trail;

    @Inject
    Meter meter;

    @Inject
    Health health;

    @Inject
    Runtime runtime;

    @Inject
    Directory directory;

    @Override
    public MetricSnapshots collect() {
        Collection<Instance> all = mirror.all();
        HealthFigures sweep = health.figures();
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        balance(snapshots, balancing.balance());
        return snapshots
                .metricSnapshot(states(all))
                .metricSnapshot(gauge(
                        "coordinator_instances_desired",
                        "Instances wished to run",
                        all.stream()
                                .filter(instance -> instance.desired() == Desired.RUNNING)
                                .count()))
                .metricSnapshot(counter("coordinator_gateway_calls", "Calls that are over", gateway.calls()))
                .metricSnapshot(counter(
                        "coordinator_gateway_failures",
                        "Calls the gateway answered in the server's place",
                        gateway.failures()))
                .metricSnapshot(counter(
                        "coordinator_gateway_limited_callers",
                        "Calls refused because of their callers' limits",
                        gateway.limitedCallers()))
                .metricSnapshot(counter(
                        "coordinator_gateway_limited_servers",
                        "Calls refused because of their servers' limits",
                        gateway.limitedServers()))
                .metricSnapshot(counter(
                        "coordinator_calls_unwritten",
                        "Calls that were too many to be written down",
                        trail.unwritten()))
                .metricSnapshot(gauge("coordinator_usage_sums", "Sums of calls kept in memory", meter.size()))
                .metricSnapshot(gauge("coordinator_gateway_in_flight", "Calls under way", gateway.inFlight()))
                .metricSnapshot(latency(gateway.latencies()))
                .metricSnapshot(gauge(
                        "coordinator_health_sweep_seconds",
                        "How long ago the server was probed that has waited longest",
                        sweep.sweepMillis() / 1000.0))
                .metricSnapshot(gauge("coordinator_health_watched", "Servers probed by this node", sweep.watched()))
                .metricSnapshot(gauge("coordinator_health_overdue", "Servers whose probe is late", sweep.overdue()))
                .metricSnapshot(counter("coordinator_health_probes", "Probes sent", sweep.probes()))
                .metricSnapshot(drift(runtime.drift()))
                .metricSnapshot(gauge(
                        "coordinator_tools_held",
                        "Tools that are not offered because what they say of themselves has changed unapproved",
                        directory.listing().held().values().stream()
                                .mapToInt(Set::size)
                                .sum()))
                .metricSnapshot(counter("messages", "Messages sent over WebSocket", feeds.messages()))
                .metricSnapshot(gauge("websocket_connections_active", "Open WebSockets", feeds.connections()))
                .metricSnapshot(counter("websocket_closed_slow", "WebSockets closed for slow reading", feeds.slow()))
                .build();
    }

    private static void balance(MetricSnapshots.Builder snapshots, Balance balance) {
        BalanceFigures figures = balance.figures();
        snapshots
                .metricSnapshot(gauge("coordinator_gateway_ejected", "Copies left alone now", balance.ejected()))
                .metricSnapshot(counter(
                        "coordinator_gateway_ejections",
                        "How often a copy was left alone because it failed",
                        figures.ejections()))
                .metricSnapshot(gauge(
                        "coordinator_gateway_breakers_open",
                        "Servers not called now because they do not answer",
                        balance.paused()))
                .metricSnapshot(counter(
                        "coordinator_gateway_breaker_openings",
                        "How often a server was not called any more because it did not answer",
                        figures.openings()))
                .metricSnapshot(counter(
                        "coordinator_gateway_turned_away",
                        "Calls refused because their server does not answer or too many wait for it",
                        figures.turnedAway()))
                .metricSnapshot(counter("coordinator_gateway_retries", "Calls sent once more", figures.retries()))
                .metricSnapshot(counter(
                        "coordinator_gateway_retries_denied",
                        "Calls not sent once more because too many had been",
                        figures.retriesDenied()))
                .metricSnapshot(counter(
                        "coordinator_gateway_drain_forced",
                        "Calls ended because their copy was drained and they took too long",
                        figures.forced()));
    }

    /** All pairs that occur, and HEALTHY and FAILED of every category, so that an alert has something to look at. */
    private static GaugeSnapshot states(Collection<Instance> all) {
        Map<String, Map<InstanceState, Long>> counts = new TreeMap<>(all.stream()
                .collect(Collectors.groupingBy(
                        Instance::category,
                        Collectors.groupingBy(Instance::state, TreeMap::new, Collectors.counting()))));
        for (Category category : Category.values()) {
            Map<InstanceState, Long> row = counts.computeIfAbsent(category.id(), id -> new TreeMap<>());
            List.of(InstanceState.HEALTHY, InstanceState.FAILED).forEach(state -> row.putIfAbsent(state, 0L));
        }
        GaugeSnapshot.Builder snapshot =
                GaugeSnapshot.builder().name("coordinator_instances").help("Instances by what is seen");
        counts.forEach((category, row) -> row.forEach((state, count) -> snapshot.dataPoint(new GaugeDataPointSnapshot(
                (double) count, Labels.of("category", category, "state", state.name()), null))));
        return snapshot.build();
    }

    private static HistogramSnapshot latency(GatewayFigures.Latencies latencies) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long below = 0;
        for (double seconds : SECONDS) {
            long upTo = latencies.within(Duration.ofNanos(Math.round(seconds * 1e9)));
            buckets.bucket(seconds, upTo - below);
            below = upTo;
        }
        buckets.bucket(Double.POSITIVE_INFINITY, latencies.count() - below);
        return HistogramSnapshot.builder()
                .name("coordinator_gateway_latency_seconds")
                .unit(Unit.SECONDS)
                .help("Time to the head of a server's answer")
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .build())
                .build();
    }

    private static GaugeSnapshot drift(Map<DriftKind, Long> found) {
        GaugeSnapshot.Builder builder = GaugeSnapshot.builder()
                .name("coordinator_drift")
                .help("Differences between wish, record and what runs on this node's host");
        for (DriftKind kind : DriftKind.values()) {
            builder.dataPoint(
                    new GaugeDataPointSnapshot(found.getOrDefault(kind, 0L), Labels.of("kind", kind.name()), null));
        }
        return builder.build();
    }

    private static GaugeSnapshot gauge(String name, String help, long value) {
        return gauge(name, help, (double) value);
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(new GaugeDataPointSnapshot(value, Labels.EMPTY, null))
                .build();
    }

    /** Goes out with {@code _total} behind its name. */
    private static CounterSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(new CounterDataPointSnapshot((double) value, Labels.EMPTY, null, 0))
                .build();
    }
}
