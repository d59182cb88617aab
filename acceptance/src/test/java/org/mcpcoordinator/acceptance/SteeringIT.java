package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A rollout is steered by people, forced by WildFly's means and ended by its gates, on the assembled product. */
@ExtendWith(RunningProduct.Provider.class)
class SteeringIT {
    private static final Logger LOG = Logger.getLogger(SteeringIT.class);
    private static final String FLEET = "steering";
    private static final int SERVERS = 4;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What the product promises: every command and every verdict is effective within this time (criteria B7, D5, D9). */
    private static final Duration EFFECTIVE = Duration.ofSeconds(5);

    private static final String BAKES = ",\"terms\":{\"phaseBakeSeconds\":3600}";

    /** Each test has versions of its own, so that it changes what the last one has left. */
    private static int tests;

    private RunningProduct product;
    private long first;

    @BeforeEach
    void theFirstRevisionIsStable(RunningProduct running) {
        product = running;
        tests++;
        first = start(1, SERVERS, "");
        awaitState(first, "SUCCEEDED");
    }

    @AfterAll
    static void takeThemAway(RunningProduct running) throws IOException {
        Path empty =
                Files.writeString(running.data().resolve("steering-empty.yaml"), "fleet: " + FLEET + "\nservers: []\n");
        Commands.Outcome removed = running.coordinator(
                "apply", empty.toString(), "--profile", "quick", "--watch", "--allow-remove", "100");
        assertThat(removed.exitCode()).as(removed.output()).isZero();
    }

    @Test
    void everyCommandIsEffectiveWithinFiveSeconds() {
        long second = start(2, SERVERS, ",\"manual\":[0],\"terms\":{\"phaseBakeSeconds\":5}");
        awaitState(second, "AWAITING_PROMOTION");
        Await.until("its job has stopped", SOON, () -> job(second).equals("rollout STOPPED"));
        effective(second, "promote", () -> wished(second) == SERVERS && isAtItsGate(second));
        effective(second, "pause", () -> job(second).equals("rollout STOPPED"));
        effective(second, "resume", () -> state(second).equals("RUNNING") && isAtItsGate(second));
        awaitState(second, "SUCCEEDED");

        long third = start(3, SERVERS, BAKES);
        awaitBake(third);
        effective(
                third,
                "abort",
                () -> state(third).equals("CANCELLED") && job(third).equals("rollout COMPLETED ABORTED"));

        long fourth = start(4, SERVERS, BAKES);
        awaitBake(fourth);
        effective(fourth, "rollback", () -> job(fourth).matches("rollback (STARTED|COMPLETED).*"));
        awaitState(fourth, "ROLLED_BACK");
        assertThat(product.get("rollouts/" + fourth).path("rollbackRevision").asLong())
                .isEqualTo(product.get("rollouts/" + second).path("revision").asLong());
        assertThat(product.get("servers/steered-1")
                        .path("instances")
                        .path(0)
                        .path("state")
                        .asText())
                .isEqualTo("HEALTHY");
    }

    @Test
    void theCommandLineSteersAndAPausedRolloutGoesBack() {
        long second = start(2, SERVERS, BAKES);
        awaitBake(second);
        assertThat(steer(second, "pause")).contains("PAUSED");
        Await.until("its job has stopped", SOON, () -> job(second).equals("rollout STOPPED"));
        assertThat(steer(second, "resume")).contains("RUNNING");
        Await.until("its gate is asked again", SOON, () -> isAtItsGate(second));
        String before = execution(second);
        Commands.Outcome refused = product.coordinator("rollouts", Long.toString(second), "recover");
        assertThat(refused.exitCode()).as(refused.output()).isNotZero();
        assertThat(refused.output()).contains("ROLLOUT_STATE", "alive", "node-1", "nothing to recover");
        assertThat(execution(second)).as("a living execution is left at work").isEqualTo(before);
        assertThat(steer(second, "abort")).containsPattern("ABORTING|CANCELLED");
        awaitState(second, "CANCELLED");

        long third = start(3, SERVERS, BAKES);
        awaitBake(third);
        steer(third, "pause");
        assertThat(steer(third, "rollback", "--watch")).contains("ROLLED_BACK");
        assertThat(product.get("rollouts/" + third + "/events").toString())
                .contains("PAUSED", "ROLLING_BACK", "ROLLED_BACK");
        assertThat(product.get("rollouts/" + third).path("rollbackRevision").asLong())
                .isEqualTo(product.get("rollouts/" + first).path("revision").asLong());
    }

    /** The row is held while the second runner is started, so that servers are left to start for both of them. */
    @Test
    void aSecondRunnerByForceFencesTheFirstAndEachServerIsStartedOnce() throws Exception {
        int all = 16;
        AgentSocket agent = new AgentSocket(product);
        int before = agent.starts().size();
        long second = start(2, all, ",\"terms\":{\"parallel\":1}");
        Await.until("all are wished for", SOON, () -> wished(second) == all);
        try (Connection held = Postgres.connect(product)) {
            held.setAutoCommit(false);
            String old = Postgres.ask(held, "SELECT execution FROM rollout WHERE id = " + second + " FOR UPDATE");
            assertThat(statesOf("PLANNED")).as("servers are left to start").isPositive();
            force(old);
            held.commit();
        }
        awaitState(second, "SUCCEEDED");

        String executions = """
                SELECT string_agg(e.batchstatus || ' ' || e.exitstatus, ', ' ORDER BY e.exitstatus)
                FROM job_execution e JOIN rollout r ON r.job_instance = e.jobinstanceid WHERE r.id = %d""".formatted(second);
        Await.until(
                "both have ended, one of them fenced",
                SOON,
                () -> Postgres.ask(product, executions).equals("FAILED FENCED, COMPLETED SUCCEEDED"));
        assertThat(agent.starts().stream().skip(before))
                .extracting(start -> start.path("server").asText())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, all).mapToObj(i -> "steered-" + i).toList());
    }

    /** A row that the chunk will write is held for longer than its transaction may take. Criterion B9. */
    @Test
    @Tag("endurance")
    void aChunkSlowerThanItsTransactionMayIsRolledBackToldAndRepeated() throws Exception {
        chunkTimeout("add(value=2)");
        try {
            long second;
            try (HeldChunk held = HeldChunk.at(
                    product, RunningProduct.json("{\"name\": \"steered-" + SERVERS + "\", \"category\": \"api\"}"))) {
                second = start(2, SERVERS + 1, "");
                held.awaitIt();
                Await.until("it is broken off although the row is held still", SOON, () -> told(second));
            }
            awaitState(second, "SUCCEEDED");
            assertThat(product.get("rollouts/" + second + "/events").toString())
                    .contains("CHUNK_TIMEOUT", "coordinator.rollout.chunk-timeout-seconds allows 2 s", "once more");
            assertThat(statesOf("HEALTHY")).isEqualTo(SERVERS + 1);
        } finally {
            chunkTimeout("remove");
        }
    }

    private boolean told(long rollout) {
        return product.get("rollouts/" + rollout + "/events").toString().contains("CHUNK_TIMEOUT");
    }

    private void chunkTimeout(String operation) {
        Commands.Outcome outcome =
                product.jbossCli("/system-property=coordinator.rollout.chunk-timeout-seconds:" + operation);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    /** As if another node had done it: nothing rings here. */
    @Test
    void aPauseThatNobodyTellsThisNodeStopsItsGateWithinFiveSeconds() {
        long second = start(2, SERVERS, BAKES);
        awaitBake(second);
        Instant asked = Instant.now();
        assertThat(Postgres.change(
                        product,
                        "UPDATE rollout SET state = 'PAUSED', reason = 'OPERATOR', detail = 'from afar' WHERE id = "
                                + second))
                .isOne();
        within(asked, "pause from afar", () -> job(second).equals("rollout STOPPED"));

        effective(second, "abort", () -> state(second).equals("CANCELLED"));
    }

    /** The sixth of 24 decides; all of them are new, for a server that serves goes on if its next generation fails. Criterion D5. */
    @Test
    void theVerdictFallsWithinFiveSecondsOfTheDecidingFailure() {
        long second = start(
                2,
                24,
                ",\"terms\":{\"failurePercent\":25,\"batchFailurePercent\":25,\"healthyPercent\":0}",
                i -> i >= SERVERS && i % 3 == 0 ? "\"command\": \"/bin/false\"" : builtin(2));
        awaitState(second, "FAILED");

        JsonNode rollout = product.get("rollouts/" + second);
        List<Instant> failures = servers("FAILED")
                .map(server -> Instant.parse(server.path("since").asText()))
                .sorted()
                .toList();
        assertThat(failures).hasSize(6);
        assertThat(rollout.path("failed").asInt()).isEqualTo(6);
        Duration verdict = Duration.between(
                failures.get(5), Instant.parse(rollout.path("endedAt").asText()));
        LOG.infof("the verdict fell %d ms after the deciding failure", verdict.toMillis());
        assertThat(verdict).isBetween(Duration.ZERO, EFFECTIVE);
    }

    /** None of 96 has a program: three are enough to know it, whatever else the rollout would put up with. Criterion D7. */
    @Test
    void theFirstThreeThatDieOfTheSameErrorEndItWithinTenSeconds() {
        long second = start(
                2,
                100,
                ",\"canary\":false,\"terms\":{\"failurePercent\":100,\"batchFailurePercent\":100,\"healthyPercent\":0}",
                i -> i < SERVERS ? builtin(1) : "\"command\": \"/no/such/program\"");
        awaitState(second, "FAILED");

        JsonNode rollout = product.get("rollouts/" + second);
        assertThat(rollout.path("reason").asText()).isEqualTo("SAME_ERROR");
        assertThat(rollout.path("detail").asText()).contains("LAUNCH_FAILED");
        assertThat(Duration.between(
                        Instant.parse(rollout.path("startedAt").asText()),
                        Instant.parse(rollout.path("endedAt").asText())))
                .isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(servers("FAILED")).hasSizeBetween(3, 8);
    }

    /** Does it and demands that it is effective, not only noted, within the time that is promised. */
    private void effective(long rollout, String action, Supplier<Boolean> holds) {
        Instant asked = Instant.now();
        HttpResponse<String> answer = product.post("rollouts/" + rollout + "/" + action, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        within(asked, action, holds);
    }

    private static void within(Instant asked, String action, Supplier<Boolean> holds) {
        Await.until(action + " is effective", EFFECTIVE.minus(Duration.between(asked, Instant.now())), holds);
        LOG.infof(
                "%s was effective after %d ms",
                action, Duration.between(asked, Instant.now()).toMillis());
    }

    /** The job of the execution that carries it, its batch status, and its exit status where that says more. */
    private String job(long rollout) {
        return Postgres.ask(product, """
                SELECT concat_ws(' ', i.jobname, e.batchstatus, nullif(e.exitstatus, e.batchstatus))
                FROM rollout r JOIN job_execution e ON e.jobexecutionid = r.execution
                JOIN job_instance i ON i.jobinstanceid = e.jobinstanceid WHERE r.id = %d""".formatted(rollout)).replace("STOPPED PAUSED", "STOPPED");
    }

    /** True if the last gate is being asked by the execution that carries it. */
    private boolean isAtItsGate(long rollout) {
        return Postgres.ask(product, """
                SELECT s.batchstatus FROM rollout r JOIN step_execution s ON s.jobexecutionid = r.execution
                WHERE r.id = %d AND s.stepname = 'phase-1-gate'""".formatted(rollout)).equals("STARTED");
    }

    private String execution(long rollout) {
        return Postgres.ask(product, "SELECT execution FROM rollout WHERE id = " + rollout);
    }

    private void force(String execution) {
        Commands.Outcome outcome = product.jbossCli(
                "/deployment=coordinator.ear/subdeployment=batch-jobs.jar/subsystem=batch-jberet:restart-job(execution-id="
                        + execution + ",properties={jberet.restart.mode=force})");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    private String steer(long rollout, String action, String... more) {
        List<String> arguments = new ArrayList<>(List.of("rollouts", Long.toString(rollout), action));
        arguments.addAll(List.of(more));
        Commands.Outcome outcome = product.coordinator(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private long start(int version, int servers, String more) {
        return start(version, servers, more, i -> builtin(version));
    }

    private static String builtin(int version) {
        return "\"builtin\": \"devtools\", \"config\": {\"title\": \"version " + tests + "." + version + "\"}";
    }

    /** Starts the rollout of a version of the fleet. */
    private long start(int version, int servers, String more, IntFunction<String> what) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < servers; i++) {
            list.append(i == 0 ? "" : ",")
                    .append("{\"name\": \"steered-%d\", \"category\": \"%s\", %s}"
                            .formatted(i, i % 2 == 0 ? "api" : "business", what.apply(i)));
        }
        HttpResponse<String> plan =
                product.post("plans", "{\"fleet\": \"%s\", \"servers\": [%s]}".formatted(FLEET, list));
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        HttpResponse<String> started = product.post(
                "rollouts",
                "{\"planId\":\""
                        + RunningProduct.json(plan.body()).path("planId").asText()
                        + "\",\"profile\":\"quick\",\"allowRemove\":100" + more
                        + "}");
        assertThat(started.statusCode())
                .as("version " + version + ": " + started.body())
                .isEqualTo(202);
        return RunningProduct.json(started.body()).path("id").asLong();
    }

    private void awaitBake(long rollout) {
        Await.until(
                "its last gate bakes",
                SOON,
                () -> product.get("rollouts/" + rollout)
                                .path("phases")
                                .path(1)
                                .path("healthy")
                                .asInt()
                        == SERVERS);
    }

    private int wished(long rollout) {
        return product.get("rollouts/" + rollout)
                .path("phases")
                .path(1)
                .path("wished")
                .asInt();
    }

    private int statesOf(String state) {
        return (int) servers(state).count();
    }

    private Stream<JsonNode> servers(String state) {
        JsonNode items =
                product.get("servers?q=steered-&size=100&state=" + state).path("items");
        return StreamSupport.stream(items.spliterator(), false);
    }

    private String state(long rollout) {
        return product.get("rollouts/" + rollout).path("state").asText();
    }

    private void awaitState(long rollout, String state) {
        Await.until(
                "rollout " + rollout + " is " + state,
                SOON,
                () -> state(rollout).equals(state));
    }
}
