package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.sample.SampleFleet;

/**
 * A hundred programs in one batch, each of which listens only after five seconds: what is shipped carries them, because no
 * transaction waits for a server. Criterion B9.
 */
@Tag("endurance")
class SlowToListenIT {
    private static final Logger LOG = Logger.getLogger(SlowToListenIT.class);
    private static final int SERVERS = 100;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> CATEGORIES = SampleFleet.categories();

    @Test
    void aHundredServersOfFiveSecondsEachAreCarriedByTheShippedValues() throws Exception {
        Path program = TinyProgram.compile();
        try (RunningProduct product = RunningProduct.start("slow-to-listen", "--empty")) {
            carried(product, program, "first", "\"profile\":\"quick\"");
            carried(
                    product,
                    program,
                    "second",
                    "\"profile\":\"careful\",\"terms\":{\"batchBakeSeconds\":6,\"phaseBakeSeconds\":6}");
        }
    }

    /** All of them are rolled out in one batch, each started once, and no chunk was too slow. */
    private static void carried(RunningProduct product, Path program, String version, String wishes) {
        List<JsonNode> before = new AgentSocket(product).starts();
        HttpResponse<String> plan = product.post("plans", fleetFile(program, version));
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        String planId = RunningProduct.json(plan.body()).path("planId").asText();
        HttpResponse<String> started = product.post(
                "rollouts", "{\"planId\":\"" + planId + "\",\"phases\":[100],\"canary\":false," + wishes + "}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String rollout =
                "rollouts/" + RunningProduct.json(started.body()).path("id").asLong();

        Await.until(
                "it has ended",
                LIMIT,
                () -> !product.get(rollout).path("endedAt").asText("").isEmpty());

        JsonNode ended = product.get(rollout);
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("SUCCEEDED");
        assertThat(ended.path("phases")).as("one batch").hasSize(1);
        assertThat(product.get(rollout + "/events").toString()).doesNotContain("CHUNK_TIMEOUT", "FAIL");
        assertThat(new AgentSocket(product).starts().stream().skip(before.size()))
                .extracting(start -> start.path("server").asText())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, SERVERS).mapToObj(i -> "slow-" + i).toList());
        LOG.infof(
                "%d servers of 5 s each, %s: %s to %s",
                SERVERS,
                wishes,
                ended.path("startedAt").asText(),
                ended.path("endedAt").asText());
    }

    private static String fleetFile(Path program, String version) {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "slow");
        ArrayNode servers = file.putArray("servers");
        for (int i = 0; i < SERVERS; i++) {
            servers.addObject()
                    .put("name", "slow-" + i)
                    .put("category", CATEGORIES.get(i % CATEGORIES.size()))
                    .put("command", "/bin/sh")
                    .putArray("args")
                    .add("-c")
                    .add("sleep 5; exec \"$0\" \"$@\"")
                    .add(program.toString())
                    .add("${port}")
                    .add(version);
        }
        return file.toString();
    }
}
