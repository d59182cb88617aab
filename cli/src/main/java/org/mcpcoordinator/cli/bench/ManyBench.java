package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mcpcoordinator.cli.terminal.Refusal;

/** The rates through {@code /mcp} and through HAProxy with calls spread over 10 servers, and over all of many; in turn. */
final class ManyBench implements Bench.Measurement {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "bench-many";
    private static final int FEW = 10;
    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 64;
    private static final long LEARNT_SECONDS = 400;

    private final Target target;
    private final int servers;
    private final Duration time;

    ManyBench(Target target, int servers, Duration time) {
        this.target = target;
        this.servers = servers;
        this.time = time;
    }

    @Override
    public Report run() throws IOException {
        Wrk wrk = Wrk.find().orElseThrow(() -> Refusal.failed("wrk is not installed here"));
        Peers peers = Peers.start(servers).orElseThrow(() -> Refusal.failed("nginx or HAProxy is not installed here"));
        // Another address for each: so each has connections of its own, as servers of one's own have.
        List<URI> urls = IntStream.range(0, servers)
                .mapToObj(n -> URI.create(peers.backend() + "/" + n))
                .toList();
        try (peers;
                BenchClient client = BenchClient.of(target.api());
                BenchFleet fleet = BenchFleet.of(target, PREFIX, urls)) {
            List<byte[]> calls = IntStream.range(0, servers)
                    .mapToObj(n -> client.callWhole("tools/call", echo(n)))
                    .toList();
            target.printer().step("Waiting until /mcp knows the tools of " + servers + " servers ...");
            Target.await("/mcp knows them", LEARNT_SECONDS, () -> knowsAll(client));
            List<byte[]> plain = urls.stream()
                    .map(url -> Target.call(url, "", "tools/call", echo("echo")))
                    .toList();
            return measure(new Way(wrk, target.api().base(), calls, time), new Way(wrk, peers.proxy(), plain, time))
                    .note(fleet.note());
        }
    }

    /** Whose offer is not known is named in the list's {@code _meta}. */
    private boolean knowsAll(BenchClient client) {
        HttpRequest request = HttpRequest.newBuilder(target.api().base().resolve("/mcp"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", client.authorization())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}"))
                .build();
        try {
            String list = target.api()
                    .http()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
            JsonNode result = JSON.readTree(list).path("result");
            JsonNode partial = result.path("_meta").path("org.mcpcoordinator/partial");
            return result.has("tools") && !partial.toString().contains("\"" + PREFIX + "-");
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
    }

    private Report measure(Way gateway, Way haproxy) throws IOException {
        Report report = new Report("many");
        gateway.warm();
        haproxy.warm();
        for (int round = 0; round < ROUNDS; round++) {
            target.printer().step("Round " + (round + 1) + " of " + ROUNDS + " ...");
            gateway.round();
            haproxy.round();
        }
        Report.Bound ninety = Report.Bound.atLeast(0.9);
        report.figure("through /mcp, " + FEW + " servers", median(gateway.few), "calls/s");
        report.figure("through /mcp, " + servers + " servers", median(gateway.many), "calls/s");
        report.figure("of the rate with " + FEW, gateway.ratio(), "ratio", ninety, ninety);
        report.figure("HAProxy, " + FEW + " backends", median(haproxy.few), "calls/s");
        report.figure("HAProxy, " + servers + " backends", median(haproxy.many), "calls/s");
        report.figure("of HAProxy's rate with " + FEW, haproxy.ratio(), "ratio");
        return report.note(
                "tools/call with a token, each call to the next server; nginx with a fixed answer behind all; "
                        + CONNECTIONS + " connections; of " + ROUNDS + " rounds the median");
    }

    private static double median(List<Double> rates) {
        return rates.stream().sorted().toList().get(rates.size() / 2);
    }

    /** One way to all servers, with the rates seen on it: calls to the first few of them, and to all. */
    private record Way(Wrk wrk, URI base, List<byte[]> calls, Duration time, List<Double> few, List<Double> many) {
        Way(Wrk wrk, URI base, List<byte[]> calls, Duration time) {
            this(wrk, base, calls, time, new ArrayList<>(), new ArrayList<>());
        }

        /** Makes the connections to all. */
        void warm() throws IOException {
            wrk.perSecond(base, calls, CONNECTIONS, time);
        }

        void round() throws IOException {
            few.add(wrk.perSecond(base, calls.subList(0, FEW), CONNECTIONS, time));
            many.add(wrk.perSecond(base, calls, CONNECTIONS, time));
        }

        double ratio() {
            return median(many) / median(few);
        }
    }

    private static ObjectNode echo(int server) {
        return echo(PREFIX + "-" + server + "__echo");
    }

    private static ObjectNode echo(String tool) {
        ObjectNode echo = JsonNodeFactory.instance.objectNode().put("name", tool);
        echo.putObject("arguments").put("message", "hello");
        return echo;
    }
}
