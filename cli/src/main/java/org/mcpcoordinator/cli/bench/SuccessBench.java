package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** All servers HEALTHY while 200 {@code tools/call} a second, spread over all of them, pass through the gateway. */
final class SuccessBench implements Bench.Measurement {
    private static final double PER_SECOND = 200;
    private static final int CONNECTIONS = 64;

    private final Target target;
    private final Duration time;

    SuccessBench(Target target, Duration time) {
        this.target = target;
        this.time = time;
    }

    @Override
    public Report run() throws IOException {
        Report report = new Report("success");
        List<String> servers = target.healthyServers();
        report.figure("servers HEALTHY", servers.size(), "servers");
        try (BenchClient client = BenchClient.of(target.api())) {
            List<byte[]> calls = calls(client, servers);
            Report.Bound all = Report.Bound.atLeast(servers.size());
            report.figure("servers whose tool is called", (double) calls.size(), "servers", all, all);
            return measure(report, calls);
        }
    }

    private Report measure(Report report, List<byte[]> calls) throws IOException {
        Set<Long> processes = target.processes();
        long cpu = Memory.cpuMillis(processes);
        Load.Result result =
                new Load(target.address(), CONNECTIONS, n -> calls.get(n % calls.size())).open(time, PER_SECOND);
        double cores = Runtime.getRuntime().availableProcessors();
        double busy = (Memory.cpuMillis(processes) - cpu) / 1000.0 / result.seconds() / cores * 100;
        double good = 100.0 * result.good() / (result.good() + result.bad());
        report.figure("calls answered", (double) result.good(), "calls");
        report.figure("rate", result.perSecond(), "calls/s");
        report.figure("p50", result.millisAt(50), "ms");
        report.figure("p95", result.millisAt(95), "ms", Report.Bound.atMost(100), Report.Bound.atMost(10));
        report.figure("p99", result.millisAt(99), "ms");
        report.figure("good answers", good, "%", Report.Bound.atLeast(99.9), Report.Bound.atLeast(100));
        report.figure(
                "memory of all processes (PSS)",
                Memory.pss(target.processes()) / 1e9,
                "GB",
                Report.Bound.atMost(30),
                Report.Bound.atMost(4));
        report.figure("processors busy with it", busy, "%", Report.Bound.atMost(85), Report.Bound.atMost(50));
        report.figure("servers HEALTHY at the end", target.healthy(), "servers");
        return report.note("200 tools/call a second for " + time.toSeconds() + " s over " + CONNECTIONS
                + " connections; latency counted from when a call was due");
    }

    private List<byte[]> calls(BenchClient client, List<String> servers) {
        target.printer().step("Finding a tool to call on each of " + servers.size() + " servers ...");
        Map<String, ObjectNode> known = new HashMap<>();
        List<byte[]> calls = new ArrayList<>();
        for (String server : servers) {
            String kind = server.replaceAll("-?[0-9]+$", "");
            ObjectNode parameters = known.computeIfAbsent(
                    kind,
                    unknown -> Tools.callable(target.api(), server).orElseGet(JsonNodeFactory.instance::objectNode));
            if (!parameters.isEmpty()) {
                calls.add(client.call(server, "tools/call", parameters));
            }
        }
        // By name, the dear tools would stand side by side; callers do not come by name. The same order in every run.
        Collections.shuffle(calls, new Random(1));
        return calls;
    }
}
