package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The EAR is deployed with a part missing in the job that carries rollouts out, as by a build that went wrong: a rollout fails
 * with the cause before the job's first step, and goes on with the right EAR. Criterion B14.
 */
@ExtendWith(RunningProduct.Provider.class)
class BrokenJobIT {
    private static final Logger LOG = Logger.getLogger(BrokenJobIT.class);
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    @AfterEach
    void takeAway(RunningProduct product) throws IOException {
        Path empty = Files.writeString(product.data().resolve("job.yaml"), "fleet: job\nservers: []\n");
        Commands.Outcome removed =
                product.coordinator("apply", empty.toString(), "--profile", "quick", "--watch", "--allow-remove", "1");
        assertThat(removed.exitCode()).as(removed.output()).isZero();
    }

    @Test
    void aRolloutWhoseJobNamesAPartThatThereIsNotFailsWithTheCauseAndGoesOnWithTheRightOne(RunningProduct product)
            throws IOException {
        long id;
        try (DeployedEar ear = DeployedEar.of(product)) {
            ear.withJob("rollout", xml -> xml.replace("ref=\"openBatchlet\"", "ref=\"noSuchBatchlet\""));

            id = failed(product, "META-INF/batch-jobs/rollout.xml", "batchlet noSuchBatchlet of step open");
        }
        assertThat(product.post("rollouts/" + id + "/recover", "").statusCode()).isEqualTo(200);
        Await.until("it goes on", AT_MOST, () -> state(product, id).equals("SUCCEEDED"));
    }

    /** What has the right name and is of the wrong kind is found by JBeret alone. */
    @Test
    @Tag("endurance")
    void whatJBeretThrewBeforeTheFirstStepIsTold(RunningProduct product) throws IOException {
        try (DeployedEar ear = DeployedEar.of(product)) {
            ear.withJob("rollout", xml -> xml.replace("ref=\"openBatchlet\"", "ref=\"wishWriter\""));
            failed(product, "ClassCastException", "jakarta.batch.api.Batchlet");
            ear.withJob("rollout", xml -> xml.replace("ref=\"rolloutJobListener\"", "ref=\"wishWriter\""));
            failed(product, "ClassCastException", "JobListener");
        }
    }

    /** Starts a rollout and demands that it fails in time, and says all of that wherever somebody asks. */
    private static long failed(RunningProduct product, String... causes) {
        Instant asked = Instant.now();
        long id = start(product);
        Await.until("it has failed", AT_MOST, () -> state(product, id).equals("FAILED"));
        LOG.infof(
                "it had failed %d ms after it was asked for",
                Duration.between(asked, Instant.now()).toMillis());
        JsonNode rollout = product.get("rollouts/" + id);
        assertThat(rollout.path("reason").asText()).as(rollout.toString()).isEqualTo("JOB_DID_NOT_BEGIN");
        assertThat(rollout.path("detail").asText()).contains(causes);
        LOG.info(rollout.path("detail").asText());
        for (String[] command : List.of(
                new String[] {"explain", Long.toString(id)}, new String[] {"rollouts", Long.toString(id), "report"})) {
            assertThat(product.coordinator(command).output())
                    .as(String.join(" ", command))
                    .contains(causes);
        }
        return id;
    }

    private static long start(RunningProduct product) {
        HttpResponse<String> plan = product.post(
                "plans",
                "{\"fleet\": \"job\", \"servers\": [{\"name\": \"job-1\", \"category\": \"api\", \"builtin\": \"devtools\"}]}");
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        String planId = RunningProduct.json(plan.body()).path("planId").asText();
        HttpResponse<String> started =
                product.post("rollouts", "{\"planId\":\"" + planId + "\",\"profile\":\"quick\"}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return RunningProduct.json(started.body()).path("id").asLong();
    }

    private static String state(RunningProduct product, long rollout) {
        return product.get("rollouts/" + rollout).path("state").asText();
    }
}
