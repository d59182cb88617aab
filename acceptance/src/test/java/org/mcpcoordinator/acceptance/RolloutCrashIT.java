package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** WildFly is killed in the middle of a rollout of 1,000 servers; nobody but its restart helps it. */
class RolloutCrashIT {
    @Test
    void aRolloutFinishesByItselfAfterWildFlyWasKilledInPhase500() throws Exception {
        try (RunningProduct product = RunningProduct.start("crash", "--empty")) {
            long rollout = startRolloutOfThousand(product);
            Await.until("the phase of 500 is under way", Duration.ofMinutes(3), () -> {
                JsonNode now = product.get("rollouts/" + rollout);
                JsonNode phase = now.path("phases").path(now.path("phase").asInt());
                return phase.path("target").asInt() == 500
                        && phase.path("wished").asInt() > 100;
            });
            Processes.kill(Processes.wildFly(product));

            Commands.Outcome up = product.coordinator("up");
            assertThat(up.exitCode()).as(up.output()).isZero();

            Await.until(
                    "the rollout has ended",
                    Duration.ofMinutes(4),
                    () -> !List.of("PENDING", "RUNNING", "PAUSED", "AWAITING_PROMOTION", "ABORTING")
                            .contains(product.get("rollouts/" + rollout)
                                    .path("state")
                                    .asText()));
            assertThat(product.get("rollouts/" + rollout).path("state").asText())
                    .isEqualTo("SUCCEEDED");
            assertThat(product.get("fleet").path("states").path("HEALTHY").asInt())
                    .isEqualTo(1000);
            assertEachServerStartedOnce(product);

            assertThat(Wiped.andRestored(product)).contains("All 1000 servers are healthy");
        }
    }

    private static long startRolloutOfThousand(RunningProduct product) throws Exception {
        Path file = product.data().resolve("thousand.json");
        Commands.Outcome sample = product.coordinator("sample", "--servers", "1000");
        assertThat(sample.exitCode()).as(sample.output()).isZero();
        Files.writeString(file, sample.output());
        HttpResponse<String> plan = product.post("plans", Files.readString(file));
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        String planId = RunningProduct.json(plan.body()).path("planId").asText();
        HttpResponse<String> started = product.post(
                "rollouts", "{\"planId\":\"" + planId + "\",\"phases\":[100,500,1000],\"profile\":\"quick\"}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return RunningProduct.json(started.body()).path("id").asLong();
    }

    private static void assertEachServerStartedOnce(RunningProduct product) {
        List<JsonNode> starts = new AgentSocket(product).starts();
        assertThat(starts)
                .extracting(start -> start.path("server").asText() + "#"
                        + start.path("replica").asInt())
                .hasSize(1000)
                .doesNotHaveDuplicates();
    }
}
