package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** 2,000 calls under way at once to a server that takes 5 s for each: no thread and no connection of the database may wait. */
final class SlowBench implements Bench.Measurement {
    private static final String PREFIX = "bench-slow";
    private static final int CALLS = 2_000;
    private static final Duration EACH = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Target target;

    SlowBench(Target target) {
        this.target = target;
    }

    @Override
    public Report run() throws IOException {
        Report report = new Report("slow");
        try (SlowServer server = SlowServer.open(EACH, 5);
                BenchClient client = BenchClient.of(target.api());
                BenchFleet fleet = BenchFleet.of(target, PREFIX, List.of(server.address()))) {
            report.note(CALLS + " connections, one call each, all at once; the server takes " + EACH.toSeconds()
                    + " s for each; " + fleet.note());
            ObjectNode echo = JsonNodeFactory.instance.objectNode().put("name", "echo");
            byte[] call = client.call(PREFIX + "-0", "tools/call", echo);
            Load load = new Load(target.address(), CALLS, n -> call);
            target.printer().step(CALLS + " calls ...");
            double before = Watched.heapHeld(target);
            try (Watched watched = Watched.begin(target)) {
                Load.Result result = load.exactly(CALLS, LIMIT);
                report.figure("calls answered", (double) result.good(), "calls", all(), all());
                report.figure("bad answers", (double) result.bad(), "calls", none(), none());
                report.figure("under way at the server at once", server.most(), "calls", all(), all());
                report.figure("p50", result.millisAt(50) / 1000, "s");
                report.figure("p99", result.millisAt(99) / 1000, "s");
                Report.Bound forty = Report.Bound.atMost(40);
                Report.Bound twenty = Report.Bound.atMost(20);
                report.figure("worker threads, most", (double) watched.workers(), "threads", forty, forty);
                report.figure("all threads of the JVM, most", (double) watched.threads(), "threads");
                report.figure(
                        "database connections in use, most",
                        (double) watched.databaseBusy(),
                        "connections",
                        twenty,
                        twenty);
                report.figure(
                        "idle in transaction, most",
                        (double) watched.idleInTransaction(),
                        "connections",
                        none(),
                        none());
                report.figure("heap before", before, "MB");
                report.figure("heap, most", watched.heap(), "MB");
            }
        }
        return report;
    }

    private static Report.Bound all() {
        return Report.Bound.atLeast(CALLS);
    }

    private static Report.Bound none() {
        return Report.Bound.atMost(0);
    }
}
