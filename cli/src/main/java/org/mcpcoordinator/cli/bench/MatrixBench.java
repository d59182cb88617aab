package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * The same call by all ways, small and large results, as JSON and as a stream of events, with 1, 64 and 512 clients: the rate,
 * the latencies, and what the coordinator's processes take for it; and a server that speaks stdio, beside npm's mcp-proxy
 * before the same. It informs; the verdicts are those of bench gateway.
 */
final class MatrixBench implements Bench.Measurement {
    private static final String PREFIX = "bench-matrix";
    private static final int[] CLIENTS = {1, 64, 512};
    private static final long LEARNT_SECONDS = 120;
    private static final String STDIO = PREFIX + "-stdio";

    /** What speaks stdio. */
    private static final NpmServer PIPED = NpmServer.KINDS.stream()
            .filter(kind -> kind.name().equals("everything"))
            .findFirst()
            .orElseThrow();

    private final Target target;
    private final Duration time;

    MatrixBench(Target target, Duration time) {
        this.target = target;
        this.time = time;
    }

    @Override
    public Report run() throws IOException {
        Wrk wrk = Wrk.find().orElseThrow(() -> Refusal.failed("wrk is not installed here"));
        Peers peers = Peers.start().orElseThrow(() -> Refusal.failed("nginx or HAProxy is not installed here"));
        List<URI> urls = Stream.of(Peers.Answered.values())
                .map(answered -> URI.create(peers.backend() + answered.path()))
                .toList();
        Report report = new Report("matrix");
        boolean node = Programs.find("npx").isPresent();
        try (peers;
                BenchClient client = BenchClient.of(target.api());
                BenchFleet fleet = BenchFleet.of(target, PREFIX, urls, node ? Map.of(STDIO, PIPED) : Map.of())) {
            Target.await("/mcp knows the servers' tools", LEARNT_SECONDS, () -> isKnown(client));
            for (Peers.Answered answered : Peers.Answered.values()) {
                for (int clients : CLIENTS) {
                    Map<String, Way> ways = ways(peers, client, answered);
                    for (Map.Entry<String, Way> way : ways.entrySet()) {
                        measure(report, wrk, way.getValue(), name(answered, clients, way.getKey()), clients);
                    }
                }
            }
            piped(report, wrk, client);
            return report.note(
                    "wrk with one thread, " + time.toSeconds() + " s each; HAProxy and nginx with two threads each; "
                            + "processors: what all of the coordinator's processes took; " + fleet.note());
        }
    }

    /** A program that speaks stdio, behind what makes an address of it. */
    private void piped(Report report, Wrk wrk, BenchClient client) throws IOException {
        Optional<NpmProxy> started = NpmProxy.start(PIPED);
        if (started.isEmpty()) {
            String absent = "no stdio, and no mcp-proxy beside it: there is no npx on PATH";
            target.printer().complain(absent);
            report.note(absent);
            return;
        }
        try (NpmProxy proxy = started.get()) {
            byte[] call = Target.call(proxy.endpoint(), "", "tools/call", echo("echo"));
            proxy.await(call);
            byte[] own = client.call(STDIO, "tools/call", echo("echo"));
            for (int clients : CLIENTS) {
                String name = "stdio, " + clients + (clients == 1 ? " client, " : " clients, ");
                measure(report, wrk, new Way(proxy.endpoint(), call, false), name + "npm's mcp-proxy", clients);
                measure(report, wrk, new Way(target.api().base(), own, true), name + "/mcp/s/...", clients);
            }
        } catch (Refusal failed) {
            report.note(NpmProxy.PACKAGE + " beside it: " + failed.getMessage());
        }
        report.note("stdio: " + PIPED.spec() + ", one process of it behind each");
    }

    /** One way to the backend. */
    @SuppressWarnings("ArrayRecordComponent") // sent as it is
    private record Way(URI endpoint, byte[] call, boolean ours) {}

    private Map<String, Way> ways(Peers peers, BenchClient client, Peers.Answered answered) {
        Map<String, Way> ways = new LinkedHashMap<>();
        Map<String, URI> others = new LinkedHashMap<>();
        others.put("direct", peers.backend());
        others.put("HAProxy", peers.proxy());
        others.put("nginx", peers.front());
        others.forEach((name, address) -> {
            URI endpoint = URI.create(address + answered.path());
            ways.put(name, new Way(endpoint, Target.call(endpoint, "", "tools/call", echo("echo")), false));
        });
        URI base = target.api().base();
        String server = name(answered);
        ways.put("/mcp/s/...", new Way(base, client.call(server, "tools/call", echo("echo")), true));
        ways.put("/mcp", new Way(base, client.callWhole("tools/call", echo(server + "__echo")), true));
        return ways;
    }

    private void measure(Report report, Wrk wrk, Way way, String name, int clients) throws IOException {
        target.printer().step(name + " ...");
        Set<Long> processes = target.processes();
        long cpu = Memory.cpuMillis(processes);
        long began = System.nanoTime();
        Wrk.Run run = wrk.run(way.endpoint(), way.call(), clients, time);
        double seconds = (System.nanoTime() - began) / 1e9;
        report.figure(name, run.perSecond(), "calls/s");
        report.figure(name + ", p50", run.p50(), "ms");
        report.figure(name + ", p99", run.p99(), "ms");
        if (way.ours()) {
            double busy = (Memory.cpuMillis(processes) - cpu) / 10.0 / seconds;
            report.figure(name + ", processor", busy, "%");
        }
    }

    private boolean isKnown(BenchClient client) {
        try {
            for (Peers.Answered answered : Peers.Answered.values()) {
                byte[] call = client.callWhole("tools/call", echo(name(answered) + "__echo"));
                if (!Raw.answer(target.address(), call).contains("\"result\"")) {
                    return false;
                }
            }
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String name(Peers.Answered answered, int clients, String way) {
        return answered.toString().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + clients
                + (clients == 1 ? " client, " : " clients, ") + way;
    }

    /** The server that answers so: they are made in this order. */
    private static String name(Peers.Answered answered) {
        return PREFIX + "-" + List.of(Peers.Answered.values()).indexOf(answered);
    }

    private static ObjectNode echo(String name) {
        ObjectNode echo = JsonNodeFactory.instance.objectNode().put("name", name);
        echo.putObject("arguments").put("message", "hello");
        return echo;
    }
}
