package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.mcpcoordinator.cli.sample.SampleFleet;
import org.mcpcoordinator.cli.terminal.Refusal;

/** From an empty product to 1,000 built-in servers that are HEALTHY and answer through the gateway. */
final class FleetBench implements Bench.Measurement {
    private static final long LIMIT_SECONDS = 600;
    private static final double GIGABYTE = 1e9;

    private final Target target;
    private final int servers;
    private final List<Integer> marks;

    FleetBench(Target target, int servers) {
        this.target = target;
        this.servers = servers;
        this.marks = List.of(servers / 10, servers / 2, servers);
    }

    @Override
    public Report run() throws IOException {
        if (target.api().get("fleet").path("desired").asInt() > 0) {
            throw Refusal.refused(
                    "this bench wants an empty product: ./coordinator up --empty --fresh --yes --data DIR, then bench"
                            + " fleet --data DIR");
        }
        Report report = new Report("fleet");
        report.figure("memory before, all processes (PSS)", Memory.pss(target.processes()) / GIGABYTE, "GB");
        long cpu = Memory.cpuMillis(target.processes());
        long begin = System.nanoTime();
        long rollout = start();
        for (int mark : marks) {
            Target.await(mark + " servers are HEALTHY", LIMIT_SECONDS, () -> {
                refuseFailure(rollout);
                return target.healthy() >= mark;
            });
            report.figure(mark + " servers HEALTHY after", seconds(begin), "s");
            report.figure(
                    "memory with " + mark + ", all processes (PSS)", Memory.pss(target.processes()) / GIGABYTE, "GB");
        }
        awaitRouted();
        report.figure("empty to " + servers + " HEALTHY and routed", seconds(begin), "s", most(120), most(45));
        report.figure(
                "memory of all processes (PSS)", Memory.pss(target.processes()) / GIGABYTE, "GB", most(4), most(2));
        report.figure("processor time used", (Memory.cpuMillis(target.processes()) - cpu) / 1000.0, "s");
        return report.note("profile quick, phases " + marks + "; each server answered one call through the gateway");
    }

    private long start() {
        JsonNode plan = target.api().post("plans", "application/json", SampleFleet.generate(servers));
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("planId", plan.path("planId").asText())
                .put("profile", "quick")
                .put("reason", "bench fleet");
        marks.forEach(request.putArray("phases")::add);
        return target.api().post("rollouts", request).path("id").asLong();
    }

    private void refuseFailure(long rollout) {
        JsonNode now = target.api().get("rollouts/" + rollout);
        if (now.path("state").asText().equals("FAILED")) {
            throw Refusal.failed("the rollout failed: " + now.path("detail").asText());
        }
    }

    private void awaitRouted() throws IOException {
        try (BenchClient client = BenchClient.of(target.api())) {
            awaitRouted(target.healthyServers().stream()
                    .map(server -> client.call(server, "server/discover", JsonNodeFactory.instance.objectNode()))
                    .toList());
        }
    }

    private void awaitRouted(List<byte[]> calls) throws IOException {
        Load.Result result = new Load(target.address(), 16, calls::get).exactly(calls.size(), Duration.ofSeconds(30));
        if (result.good() < calls.size()) {
            throw Refusal.failed((calls.size() - result.good()) + " of " + calls.size()
                    + " servers did not answer through the gateway");
        }
    }

    private static Report.Bound most(double value) {
        return Report.Bound.atMost(value);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
