package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the gateway costs: the same call to the same backend directly, through HAProxy, through the gateway's endpoint of one
 * server, and through that of the whole fleet, in turn.
 * The backend of the verdict is nginx with a fixed answer; where nginx or HAProxy is missing, a built-in server is called
 * and the figures inform without a verdict.
 */
final class GatewayBench implements Bench.Measurement {
    private static final String PREFIX = "bench-nginx";
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 3;
    private static final long LEARNT_SECONDS = 120;

    private final Target target;
    private final Duration time;
    private final Optional<Wrk> wrk = Wrk.find();

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
                BenchClient client = BenchClient.of(target.api());
                BenchFleet fleet = BenchFleet.of(target, PREFIX, List.of(running.backend()))) {
            report.note("backend nginx with a fixed JSON answer; HAProxy with two threads; " + fleet.note());
            return measure(report, running, client);
        }
    }

    private Report measure(Report report, Peers peers, BenchClient client) throws IOException {
        Way direct = new Way(peers.backend(), Target.call(peers.backend(), "", "tools/call", echo("echo")));
        Way haproxy = new Way(peers.proxy(), Target.call(peers.proxy(), "", "tools/call", echo("echo")));
        Way gateway = new Way(target.api().base(), client.call(PREFIX + "-0", "tools/call", echo("echo")));
        Way whole = new Way(target.api().base(), client.callWhole("tools/call", echo(PREFIX + "-0__echo")));
        report.note(
                wrk.isPresent()
                        ? "rates by wrk with one thread, latencies by this program; " + CONNECTIONS + " connections"
                        : "wrk is not installed here, so this program made the load; " + CONNECTIONS + " connections");
        // The whole fleet's endpoint knows a server's tools soon after it has started.
        Target.await("/mcp knows the server's tool", LEARNT_SECONDS, () -> whole.answers("\"hello\""));
        // Code that has not been compiled yet is not what runs in a fleet.
        gateway.perSecond();
        whole.perSecond();
        List<Way> ways = List.of(direct, haproxy, gateway, whole);
        List<List<Double>> rates =
                ways.stream().map(way -> (List<Double>) new ArrayList<Double>()).toList();
        for (int round = 0; round < ROUNDS; round++) {
            target.printer().step("Round " + (round + 1) + " of " + ROUNDS + " ...");
            for (int way = 0; way < ways.size(); way++) {
                rates.get(way).add(ways.get(way).perSecond());
            }
        }
        double proxied = median(rates.get(1));
        report.figure("direct", median(rates.get(0)), "calls/s");
        report.figure("through HAProxy", proxied, "calls/s");
        report.figure("through /mcp/s/...", median(rates.get(2)), "calls/s");
        report.figure("through /mcp", median(rates.get(3)), "calls/s");
        report.figure(
                "gateway / HAProxy",
                median(rates.get(2)) / proxied,
                "ratio",
                Report.Bound.atLeast(0.4),
                Report.Bound.atLeast(0.6));
        report.figure(
                "/mcp / HAProxy",
                median(rates.get(3)) / proxied,
                "ratio",
                Report.Bound.atLeast(0.25),
                Report.Bound.atLeast(0.4));
        halfLoad(report, "", List.of(direct, haproxy, gateway), median(rates.get(2)) / 2);
        halfLoad(report, " through /mcp", List.of(direct, haproxy, whole), median(rates.get(3)) / 2);
        return report;
    }

    /** All three ways at half of the third one's rate, in turn; of the rounds the median counts. */
    private void halfLoad(Report report, String name, List<Way> ways, double half) throws IOException {
        // The load's own code, too, is compiled before its times count.
        ways.get(0).load().open(time, half);
        ways.get(2).load().open(time, half);
        List<List<Double>> p99 = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Double> p50 = new ArrayList<>();
        long bad = 0;
        for (int round = 0; round < ROUNDS; round++) {
            target.printer().step("Half load" + name + ", round " + (round + 1) + " of " + ROUNDS + " ...");
            for (int way = 0; way < ways.size(); way++) {
                Load.Result result = ways.get(way).load().open(time, half);
                p99.get(way).add(result.millisAt(99));
                if (way == 2) {
                    p50.add(result.millisAt(50));
                    bad += result.bad();
                }
            }
        }
        double direct = median(p99.get(0));
        report.figure("half load" + name, half, "calls/s");
        report.figure("p99 direct at half load" + name, direct, "ms");
        report.figure("added p99 of HAProxy at the same load" + name, median(p99.get(1)) - direct, "ms");
        report.figure("p50 at half load" + name, median(p50), "ms");
        report.figure(
                "added p99 at half load" + name,
                median(p99.get(2)) - direct,
                "ms",
                Report.Bound.atMost(3),
                Report.Bound.atMost(1));
        report.note("p99 of the rounds" + name + ": " + rounds("direct", p99.get(0)) + ", "
                + rounds("HAProxy", p99.get(1)) + ", " + rounds("gateway", p99.get(2)));
        report.figure("bad answers" + name, (double) bad, "calls");
    }

    private static String rounds(String name, List<Double> millis) {
        return name + " "
                + millis.stream()
                        .map(value -> String.format(Locale.ROOT, "%.2f", value))
                        .collect(Collectors.joining(" "))
                + " ms";
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
        Way direct = new Way(endpoint, Target.call(endpoint, "", "server/discover", nothing));
        double directRate = direct.perSecond();
        double rate;
        try (BenchClient client = BenchClient.of(target.api())) {
            Way gateway = new Way(target.api().base(), client.call(server, "server/discover", nothing));
            gateway.perSecond();
            rate = gateway.perSecond();
        }
        report.figure("built-in server, direct", directRate, "calls/s");
        report.figure("built-in server, through the gateway", rate, "calls/s");
        report.figure("added time per call", 1e6 / rate - 1e6 / directRate, "µs");
    }

    private static ObjectNode echo(String name) {
        ObjectNode echo = JsonNodeFactory.instance.objectNode().put("name", name);
        echo.putObject("arguments").put("message", "hello");
        return echo;
    }

    /** One way to the backend, with the call that goes over it. */
    private final class Way {
        private final URI endpoint;
        private final byte[] call;

        Way(URI endpoint, byte[] call) {
            this.endpoint = endpoint;
            this.call = call;
        }

        double perSecond() throws IOException {
            return wrk.isPresent()
                    ? wrk.get().perSecond(endpoint, call, CONNECTIONS, time)
                    : load().closed(time).perSecond();
        }

        /** True if the answer holds the text. */
        boolean answers(String text) {
            try {
                return Raw.answer(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), call)
                        .contains(text);
            } catch (IOException notYet) {
                return false;
            }
        }

        Load load() {
            return new Load(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), CONNECTIONS, n -> call);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
