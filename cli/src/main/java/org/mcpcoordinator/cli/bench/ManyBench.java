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

/** The rate through {@code /mcp} with calls spread over 10 servers, and over all of many; in turn. */
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
        Peers peers = Peers.start().orElseThrow(() -> Refusal.failed("nginx or HAProxy is not installed here"));
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
            return measure(wrk, calls).note(fleet.note());
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

    private Report measure(Wrk wrk, List<byte[]> calls) throws IOException {
        Report report = new Report("many");
        URI base = target.api().base();
        List<Double> few = new ArrayList<>();
        List<Double> many = new ArrayList<>();
        wrk.perSecond(base, calls, CONNECTIONS, time);
        for (int round = 0; round < ROUNDS; round++) {
            target.printer().step("Round " + (round + 1) + " of " + ROUNDS + " ...");
            few.add(wrk.perSecond(base, calls.subList(0, FEW), CONNECTIONS, time));
            many.add(wrk.perSecond(base, calls, CONNECTIONS, time));
        }
        double some = few.stream().sorted().toList().get(ROUNDS / 2);
        double all = many.stream().sorted().toList().get(ROUNDS / 2);
        Report.Bound ninety = Report.Bound.atLeast(0.9);
        report.figure("through /mcp, " + FEW + " servers", some, "calls/s");
        report.figure("through /mcp, " + servers + " servers", all, "calls/s");
        report.figure("of the rate with " + FEW, all / some, "ratio", ninety, ninety);
        return report.note(
                "tools/call with a token, each call to the next server; nginx with a fixed answer behind all; "
                        + CONNECTIONS + " connections; of " + ROUNDS + " rounds the median");
    }

    private static ObjectNode echo(int server) {
        ObjectNode echo = JsonNodeFactory.instance.objectNode().put("name", PREFIX + "-" + server + "__echo");
        echo.putObject("arguments").put("message", "hello");
        return echo;
    }
}
