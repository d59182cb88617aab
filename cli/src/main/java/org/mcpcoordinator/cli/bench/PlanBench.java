package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.mcpcoordinator.cli.sample.SampleFleet;
import org.mcpcoordinator.cli.terminal.Refusal;

/** How long a plan of the sample fleet takes: as it is, and with every server changed, at three sizes. Changes nothing. */
final class PlanBench implements Bench.Measurement {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUNDS = 10;
    private static final double MUST_SECONDS = 2;
    private static final double AIM_SECONDS = 0.5;

    private final Target target;
    private final int servers;

    PlanBench(Target target, int servers) {
        this.target = target;
        this.servers = servers;
    }

    @Override
    public Report run() {
        Report report = new Report("plan");
        int running = target.api().get("fleet").path("desired").asInt();
        report.figure("servers there", running, "servers");
        for (int size : new int[] {servers / 10, servers / 2, servers}) {
            measure(report, size + " servers as the sample has them", SampleFleet.generate(size));
            measure(report, size + " servers, each of them changed", changed(size));
        }
        return report.note("slowest of " + ROUNDS + " plans each, reading the file and the answer included; "
                + "all plans of a fleet of that size compare it with all servers there");
    }

    private void measure(Report report, String what, String file) {
        double[] seconds = new double[ROUNDS];
        JsonNode plan = MissingNode.getInstance();
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            plan = target.api().post("plans", "application/json", file);
            seconds[round] = (System.nanoTime() - begin) / 1e9;
        }
        Arrays.sort(seconds);
        String changes = what + " (" + plan.path("changes").size() + " changes)";
        report.figure(changes + ", median", seconds[ROUNDS / 2], "s");
        report.figure(
                changes + ", slowest",
                seconds[ROUNDS - 1],
                "s",
                Report.Bound.atMost(MUST_SECONDS),
                Report.Bound.atMost(AIM_SECONDS));
    }

    /** A description alone needs no restart; another address to listen on does. */
    private static String changed(int size) {
        try {
            JsonNode file = JSON.readTree(SampleFleet.generate(size));
            file.path("servers").forEach(server -> ((ObjectNode) server).put("exposed", true));
            return JSON.writeValueAsString(file);
        } catch (JsonProcessingException broken) {
            throw Refusal.failed("the sample fleet cannot be changed", broken);
        }
    }
}
