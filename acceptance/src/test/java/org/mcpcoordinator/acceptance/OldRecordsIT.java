package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 100,000 executions of jobs are in the job repository: the EAR is deployed as fast as without them, and they are purged
 * while a rollout goes on. Criterion B13.
 */
@Tag("endurance")
class OldRecordsIT {
    private static final Logger LOG = Logger.getLogger(OldRecordsIT.class);
    private static final int OLD = 100_000;
    private static final Duration PURGED = Duration.ofSeconds(60);
    /** What the JVM is still compiling would make the first redeployments slow. */
    private static final int WARM = 2;

    private static final int TIMES = 5;

    /** As a rollout leaves them: an instance, an execution and a step each, under the names the repository knows. */
    private static final String RECORDS = """
            WITH known AS (SELECT jobname, applicationname FROM job_instance WHERE jobname = 'rollout' LIMIT 1),
            made AS (INSERT INTO job_instance (jobname, applicationname)
                 SELECT jobname, applicationname FROM known, generate_series(1, %d) RETURNING jobinstanceid),
            ran AS (INSERT INTO job_execution (jobinstanceid, createtime, starttime, endtime, lastupdatedtime, batchstatus, exitstatus)
                 SELECT jobinstanceid, old, old, old, old, 'COMPLETED', 'COMPLETED'
                   FROM made, (SELECT now() - interval '31 days' AS old) AS long RETURNING jobexecutionid)
            INSERT INTO step_execution (jobexecutionid, stepname, batchstatus) SELECT jobexecutionid, 'open', 'COMPLETED' FROM ran""";

    @Test
    void aHundredThousandOldExecutionsNeitherSlowADeploymentNorDisturbARolloutWhenTheyAreDeleted() throws Exception {
        try (RunningProduct product = RunningProduct.start("old-records", "--servers", "30");
                JMXConnector connector = Jmx.connect(product, product.adminPassword())) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            IntStream.range(0, WARM).forEach(time -> redeployed(product, beans));
            long empty = usual(product, beans);
            assertThat(Postgres.change(product, RECORDS.formatted(OLD))).isEqualTo(OLD);
            Postgres.change(product, "ANALYZE job_instance, job_execution, step_execution");
            long full = usual(product, beans);
            LOG.infof("a redeployment takes %d ms without old records, %d ms with %d", empty, full, OLD);
            assertThat(full).as("from %d ms", empty).isLessThan(2 * empty);

            String rollout = begin(product);
            Instant asked = Instant.now();
            Commands.Outcome purged = product.coordinator("purge", "--days", "30");
            Duration took = Duration.between(asked, Instant.now());
            String state = product.get(rollout).path("state").asText();
            LOG.infof("the purge took %d ms, the rollout beside it is %s then", took.toMillis(), state);

            assertThat(purged.exitCode()).as(purged.output()).isZero();
            assertThat(purged.output()).contains("Deleted the records of " + OLD + " jobs.");
            assertThat(took).isLessThan(PURGED);
            assertThat(product.get("audit?size=10").path("items"))
                    .anySatisfy(entry -> assertThat(entry.toString())
                            .contains("\"jobs.purge\"", "\"job repository\"", OLD + " jobs older than 30 days"));
            Await.until(
                    "the rollout has ended",
                    Duration.ofMinutes(3),
                    () -> !product.get(rollout).path("endedAt").asText("").isEmpty());
            JsonNode ended = product.get(rollout);
            assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("SUCCEEDED");
            assertThat(Postgres.ask(product, """
                            SELECT count(*) FROM job_execution e JOIN rollout r ON r.job_instance = e.jobinstanceid
                             WHERE r.id = %d""".formatted(ended.path("id").asLong())))
                    .as("its executions: nothing made it begin again")
                    .isEqualTo("1");
        }
    }

    /** The median of some, in milliseconds. */
    private static long usual(RunningProduct product, MBeanServerConnection beans) {
        return IntStream.range(0, TIMES)
                .mapToLong(time -> redeployed(product, beans).toMillis())
                .sorted()
                .skip(TIMES / 2)
                .findFirst()
                .orElseThrow();
    }

    /** How long WildFly takes to take it away and deploy it again. */
    private static Duration redeployed(RunningProduct product, MBeanServerConnection beans) {
        Instant begun = Instant.now();
        try {
            beans.invoke(
                    new ObjectName("jboss.as:deployment=coordinator.ear"), "redeploy", new Object[0], new String[0]);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        Duration took = Duration.between(begun, Instant.now());
        Await.until(
                "every server is HEALTHY",
                Duration.ofSeconds(60),
                () -> product.get("fleet").path("states").path("HEALTHY").asInt() == 30);
        return took;
    }

    /** A rollout with a bake that lasts longer than the purge may. */
    private static String begin(RunningProduct product) {
        HttpResponse<String> plan = product.post("plans", """
                {"fleet": "beside", "servers": [{"name": "beside-1", "category": "api", "builtin": "devtools"},
                                                {"name": "beside-2", "category": "api", "builtin": "devtools"}]}""");
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        String planId = RunningProduct.json(plan.body()).path("planId").asText();
        HttpResponse<String> started = product.post(
                "rollouts",
                "{\"planId\":\"" + planId + "\",\"profile\":\"quick\",\"terms\":{\"phaseBakeSeconds\":70}}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return "rollouts/" + RunningProduct.json(started.body()).path("id").asLong();
    }
}
