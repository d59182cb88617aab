package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** What it costs to probe all servers every five seconds while some of them accept and never answer. */
final class HealthBench implements Bench.Measurement {
    private static final double BLACK_HOLES = 0.1;
    private static final long SETTLE_MILLIS = 20_000;

    private final Target target;
    private final Duration time;

    HealthBench(Target target, Duration time) {
        this.target = target;
        this.time = time;
    }

    @Override
    public Report run() throws IOException {
        Report report = new Report("health");
        int servers = target.healthyServers().size();
        int holes = (int) Math.round(servers * BLACK_HOLES / (1 - BLACK_HOLES));
        report.figure("servers that answer", servers, "servers");
        measure(report, "without black holes");
        try (Turncoats turncoats = Turncoats.open(holes);
                BenchFleet fleet = BenchFleet.of(target, "black-hole", turncoats.addresses())) {
            turncoats.fallSilent();
            report.figure("black holes", holes, "servers")
                    .note("black holes were HEALTHY, then accept and never answer; " + fleet.note());
            measure(report, "with black holes");
            report.figure("servers HEALTHY meanwhile", target.healthy(), "servers");
        }
        return report;
    }

    private void measure(Report report, String when) {
        target.printer().step("Watching the sweeps " + when + " for " + time.toSeconds() + " s ...");
        Target.pause(SETTLE_MILLIS);
        Set<Long> wildFly = Set.of(
                target.api().get("nodes").path("items").path(0).path("pid").asLong());
        long cpu = Memory.cpuMillis(wildFly);
        long begin = System.nanoTime();
        double slowest = 0;
        while (System.nanoTime() - begin < time.toNanos()) {
            slowest = Math.max(slowest, sweepSeconds());
            Target.pause(1000);
        }
        double core = (Memory.cpuMillis(wildFly) - cpu) / ((System.nanoTime() - begin) / 1e6) * 100;
        report.figure("slowest sweep " + when, slowest, "s", Report.Bound.atMost(5), Report.Bound.atMost(5));
        report.figure("WildFly of one core " + when, core, "%", Report.Bound.atMost(20), Report.Bound.atMost(5));
    }

    private double sweepSeconds() {
        return target.metrics()
                .lines()
                .filter(line -> line.startsWith("coordinator_health_sweep_seconds"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .max()
                .orElse(Double.NaN);
    }
}
