package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the gateway costs: the same call to the same backend directly, through HAProxy and through the gateway, in turn.
 * The backend of the verdict is nginx with a fixed answer; where nginx or HAProxy is missing, a built-in server is called
 * and the figures inform without a verdict.
 */
final class GatewayBench implements Bench.Measurement {
    private static final String SERVER = "bench-nginx";
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 3;

    private final Target target;
    private final Duration time;

    GatewayBench(Target target, Duration time) {
        this.target = target;
        this.time = time;
    }

    @Override
    public Report run() throws IOException {
        Report report = new Report("gateway");
        Optional<Peers> peers = Peers.start();
        if (peers.isEmpty()) {
            builtin(report);
            return report.note("nginx or HAProxy is not installed here; only a built-in server was measured");
        }
        try (Peers running = peers.get();
                BenchFleet fleet = BenchFleet.ofUrl(target, SERVER, running.backend())) {
            report.note("backend nginx with a fixed JSON answer; HAProxy with two threads; " + fleet.note());
            return measure(report, running);
        }
    }

    private Report measure(Report report, Peers peers) throws IOException {
        Load direct = echoes(peers.backend(), "");
        Load haproxy = echoes(peers.proxy(), "");
        Load gateway = echoes(
                target.api().base().resolve("/mcp/s/" + SERVER), target.api().authorization());
        gateway.closed(time);
        List<Double> directs = new ArrayList<>();
        List<Double> proxies = new ArrayList<>();
        List<Double> gateways = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            target.printer().step("Round " + (round + 1) + " of " + ROUNDS + " ...");
            directs.add(direct.closed(time).perSecond());
            proxies.add(haproxy.closed(time).perSecond());
            gateways.add(gateway.closed(time).perSecond());
        }
        report.figure("direct", median(directs), "calls/s");
        report.figure("through HAProxy", median(proxies), "calls/s");
        report.figure("through the gateway", median(gateways), "calls/s");
        report.figure(
                "gateway / HAProxy",
                median(gateways) / median(proxies),
                "ratio",
                Report.Bound.atLeast(0.4),
                Report.Bound.atLeast(0.6));
        double half = median(gateways) / 2;
        Load.Result directHalf = direct.open(time, half);
        Load.Result gatewayHalf = gateway.open(time, half);
        report.figure("half load", half, "calls/s");
        report.figure("p99 direct at half load", directHalf.millisAt(99), "ms");
        report.figure("p99 through the gateway at half load", gatewayHalf.millisAt(99), "ms");
        report.figure(
                "added p99 at half load",
                gatewayHalf.millisAt(99) - directHalf.millisAt(99),
                "ms",
                Report.Bound.atMost(3),
                Report.Bound.atMost(1));
        report.figure("bad answers of the gateway", (double) gatewayHalf.bad(), "calls");
        return report;
    }

    /** Without nginx and HAProxy: a built-in server directly and through the gateway. */
    private void builtin(Report report) throws IOException {
        String server = target.healthyServers().get(0);
        URI endpoint = URI.create(target.api()
                .get("servers/" + server)
                .path("instances")
                .path(0)
                .path("endpoint")
                .asText());
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        Load direct = load(endpoint, Target.call(endpoint, "", "server/discover", nothing));
        Load gateway = load(target.api().base(), target.call(server, "server/discover", nothing));
        gateway.closed(time);
        double directRate = direct.closed(time).perSecond();
        double rate = gateway.closed(time).perSecond();
        report.figure("built-in server, direct", directRate, "calls/s");
        report.figure("built-in server, through the gateway", rate, "calls/s");
        report.figure("added time per call", 1e6 / rate - 1e6 / directRate, "µs");
    }

    private static Load echoes(URI endpoint, String authorization) {
        ObjectNode echo = JsonNodeFactory.instance.objectNode().put("name", "echo");
        echo.putObject("arguments").put("message", "hello");
        return load(endpoint, Target.call(endpoint, authorization, "tools/call", echo));
    }

    private static Load load(URI endpoint, byte[] call) {
        return new Load(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), CONNECTIONS, n -> call);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
