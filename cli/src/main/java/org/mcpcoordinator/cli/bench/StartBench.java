package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import org.mcpcoordinator.cli.terminal.Refusal;

/** From a stopped WildFly to the first answered call, the servers running on meanwhile. */
final class StartBench implements Bench.Measurement {
    private final Target target;
    private final Runnable stop;
    private final Runnable start;

    /**
     * A bench of starting.
     *
     * @param stop stops WildFly and the database, not the servers
     * @param start starts them again; returns when the product is ready
     */
    StartBench(Target target, Runnable stop, Runnable start) {
        this.target = target;
        this.stop = stop;
        this.start = start;
    }

    @Override
    public Report run() throws IOException {
        Report report = new Report("start");
        String server = target.healthyServers().get(0);
        report.figure(
                "servers registered", target.api().get("fleet").path("desired").asInt(), "servers");
        try (BenchClient client = BenchClient.of(target.api())) {
            return measure(report, client.call(server, "server/discover", JsonNodeFactory.instance.objectNode()));
        }
    }

    private Report measure(Report report, byte[] call) {
        stop.run();
        long begin = System.nanoTime();
        start.run();
        report.figure("up returned after", (System.nanoTime() - begin) / 1e9, "s");
        Target.await("a call through the gateway is answered", 60, () -> answered(call));
        report.figure(
                "first answered call after",
                (System.nanoTime() - begin) / 1e9,
                "s",
                Report.Bound.atMost(25),
                Report.Bound.atMost(12));
        return report.note("counted from the start of PostgreSQL and WildFly by up");
    }

    private boolean answered(byte[] call) {
        try {
            return new Load(target.address(), 1, n -> call)
                            .open(Duration.ofMillis(300), 5)
                            .good()
                    > 0;
        } catch (java.net.ConnectException notYet) {
            return false;
        } catch (IOException e) {
            throw Refusal.failed("cannot call through the gateway", e);
        }
    }
}
