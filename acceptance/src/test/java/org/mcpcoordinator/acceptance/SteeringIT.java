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
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** A rollout is steered by people, forced by WildFly's means and ended by its gates, on the assembled product. */
@ExtendWith(RunningProduct.Provider.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SteeringIT {
    private static final Logger LOG = Logger.getLogger(SteeringIT.class);
    private static final String FLEET = "steering";
    private static final int SERVERS = 4;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What the product promises: every command and every verdict is effective within this time (criteria B7, D5, D9). */
    private static final Duration EFFECTIVE = Duration.ofSeconds(5);

    private static final String BAKES = ",\"terms\":{\"phaseBakeSeconds\":3600}";

    /** Servers of a batch where it matters. */
    private static final int BATCH = 12;

    /** In the third batch: runs, and never answers within its deadline. */
    private static final int SILENT = 34;

    private static final Duration DEADLINE = Duration.ofSeconds(3);

    /** Others have an order of their own before it. */
    private static final int LAST = Integer.MAX_VALUE;

    private static long late;

    /** Each test has versions of its own, so that it changes what the last one has left. */
    private static int tests;

    private RunningProduct product;
    private long first;

    @BeforeAll
    static void beginLate(RunningProduct running) throws Exception {
        late = startLate(running);
    }

    @BeforeEach
    void theFirstRevisionIsStable(RunningProduct running) {
        product = running;
        tests++;
        first = start(1, SERVERS, "");
        awaitState(first, "SUCCEEDED");
    }

    @AfterAll
    static void takeThemAway(RunningProduct running) throws IOException {
        for (String fleet : List.of("late", FLEET)) {
            Path empty = Files.writeString(
                    running.data().resolve("steering-empty.yaml"), "fleet: " + fleet + "\nservers: []\n");
            Commands.Outcome removed = running.coordinator(
                    "apply", empty.toString(), "--profile", "quick", "--watch", "--allow-remove", "100");
            assertThat(removed.exitCode()).as(removed.output()).isZero();
        }
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
        long second = start(2, SERVERS, ",\"manual\":[0]" + BAKES);
        awaitState(second, "AWAITING_PROMOTION");
        assertThat(steer(second, "promote", "--reason", "why-promote")).contains("RUNNING");
        awaitBake(second);
        assertThat(steer(second, "pause", "--reason", "why-pause")).contains("PAUSED");
        Await.until("its job has stopped", SOON, () -> job(second).equals("rollout STOPPED"));
        assertThat(steer(second, "resume", "--reason", "why-resume")).contains("RUNNING");
        Await.until("its gate is asked again", SOON, () -> isAtItsGate(second));
        String before = execution(second);
        Commands.Outcome refused = product.coordinator("rollouts", Long.toString(second), "recover");
        assertThat(refused.exitCode()).as(refused.output()).isNotZero();
        assertThat(refused.output()).contains("ROLLOUT_STATE", "alive", "node-1", "nothing to recover");
        assertThat(execution(second)).as("a living execution is left at work").isEqualTo(before);
        assertThat(steer(second, "abort", "--reason", "why-abort")).containsPattern("ABORTING|CANCELLED");
        awaitState(second, "CANCELLED");

        long third = start(3, SERVERS, BAKES);
        awaitBake(third);
        steer(third, "pause");
        assertThat(steer(third, "rollback", "--watch", "--reason", "why-rollback"))
                .contains("ROLLED_BACK");
        assertThat(product.get("rollouts/" + third + "/events").toString())
                .contains("PAUSED", "ROLLING_BACK", "ROLLED_BACK");
        assertThat(product.get("rollouts/" + third).path("rollbackRevision").asLong())
                .isEqualTo(product.get("rollouts/" + first).path("revision").asLong());

        assertThat(product.coordinator("purge", "--days", "30").exitCode()).isZero();
        JsonNode audit = product.get("audit?size=200").path("items");
        for (String action : List.of("promote", "pause", "resume", "abort", "rollback")) {
            assertThat(audit).as(action + " is audited with who and why (B12)").anySatisfy(entry -> {
                assertThat(entry.path("action").asText()).isEqualTo("rollout." + action);
                assertThat(entry.path("who").asText()).isEqualTo(product.adminName());
                assertThat(entry.path("detail").asText()).isEqualTo("why-" + action);
            });
        }
        for (String done : List.of("rollout.start", "jobs.purge", "rollout.recover")) {
            assertThat(audit).anySatisfy(entry -> {
                assertThat(entry.path("action").asText()).isEqualTo(done);
                assertThat(entry.path("who").asText()).isEqualTo(product.adminName());
            });
        }
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
                .filteredOn(server -> server.startsWith("steered-"))
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

    /**
     * Six of the third batch of twelve fail, the last of them because it never answers: the fourth batch is never begun. All of
     * them are new, for a server that serves goes on if its next generation fails. Criteria D5 and D8.
     */
    @Test
    void theVerdictFallsWithinFiveSecondsOfTheDecidingFailureWhichFallsAtItsDeadline() {
        AgentSocket agent = new AgentSocket(product);
        int before = agent.starts().size();
        long second = start(
                2,
                4 * BATCH,
                ",\"canary\":false,\"terms\":{\"batchSize\":" + BATCH
                        + ",\"batchBakeSeconds\":1,\"failurePercent\":100,"
                        + "\"batchFailurePercent\":50,\"healthyPercent\":0}",
                SteeringIT::halfOfTheThirdBatchFails);
        awaitState(second, "FAILED");

        JsonNode rollout = product.get("rollouts/" + second);
        assertThat(rollout.path("reason").asText()).as(rollout.toString()).isEqualTo("BATCH_FAILED");
        assertThat(rollout.path("failed").asInt()).isEqualTo(6);
        List<JsonNode> failures = servers("FAILED")
                .sorted(Comparator.comparing(
                        server -> Instant.parse(server.path("since").asText())))
                .toList();
        assertThat(failures).hasSize(6);
        Instant decided = Instant.parse(failures.get(5).path("since").asText());
        Duration verdict =
                Duration.between(decided, Instant.parse(rollout.path("endedAt").asText()));
        LOG.infof("the verdict fell %d ms after the deciding failure", verdict.toMillis());
        assertThat(verdict).isBetween(Duration.ZERO, EFFECTIVE);

        assertThat(failures.get(5).path("name").asText()).isEqualTo("steered-" + SILENT);
        assertThat(failures.get(5).path("detail").asText()).contains("no answer within " + DEADLINE.toSeconds() + " s");
        List<JsonNode> starts = agent.starts().stream()
                .skip(before)
                .filter(start -> start.path("server").asText().startsWith("steered-"))
                .toList();
        Instant started = starts.stream()
                .filter(start -> start.path("server").asText().equals("steered-" + SILENT))
                .map(start -> Instant.parse(start.path("time").asText()))
                .findFirst()
                .orElseThrow();
        Duration patience = Duration.between(started, decided);
        LOG.infof("who never answered had failed %d ms after its start", patience.toMillis());
        assertThat(patience).isBetween(DEADLINE, DEADLINE.plus(EFFECTIVE));
        assertThat(starts)
                .as("of the fourth batch")
                .extracting(start -> number(start.path("server").asText()))
                .allMatch(number -> number < 3 * BATCH);
    }

    private static String halfOfTheThirdBatchFails(int i) {
        if (i == SILENT) {
            return "\"command\": \"/bin/sleep\", \"args\": [\"600\"], \"health\": {\"deadlineSeconds\": "
                    + DEADLINE.toSeconds() + "}";
        }
        return i / BATCH == 2 && i % 2 == 0 ? "\"command\": \"/bin/false\"" : builtin(2);
    }

    private static int number(String server) {
        return Integer.parseInt(server.substring(server.lastIndexOf('-') + 1));
    }

    /** Nobody is slow in the first batch of two, one is in the second, and the third never begins. Criterion D11. */
    @Test
    @Order(LAST)
    void aServerThatAnswersLateFailsTheGateOfItsBatchAndTheTextNamesTheLimit() {
        Await.until("its second gate has been asked", SOON, () -> state(late).equals("FAILED"));

        JsonNode rollout = product.get("rollouts/" + late);
        assertThat(rollout.path("reason").asText()).as(rollout.toString()).isEqualTo("GATE_FAILED");
        assertThat(rollout.path("detail").asText())
                .matches("latency-p95 is (9\\d\\d|\\d{4,})\\.\\d ms, the limit 600 ms: .*");
        LOG.info(rollout.path("detail").asText());
        assertThat(product.get("rollouts/" + late + "/events").path("items"))
                .as("the first batch has passed")
                .anySatisfy(event -> assertThat(event.toString()).contains("BATCH", "passed"));
        JsonNode items = product.get("servers?q=late-&size=100").path("items");
        assertThat(items)
                .filteredOn(server -> server.path("state").asText().equals("HEALTHY"))
                .extracting(server -> server.path("name").asText())
                .containsExactlyInAnyOrder("late-0", "late-1", "late-2", "late-3");
    }

    /** It takes a while, so that it begins before the other tests and is looked at after them. */
    private static long startLate(RunningProduct product) throws Exception {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            String what = i == 2
                    ? "\"command\": \"" + TinyProgram.compile() + "\", \"args\": [\"${port}\", \"late=900\"]"
                    : "\"builtin\": \"devtools\"";
            list.append(i == 0 ? "" : ",")
                    .append("{\"name\": \"late-%d\", \"category\": \"api\", %s}".formatted(i, what));
        }
        return rollOut(
                product,
                "late",
                list,
                ",\"canary\":false,\"terms\":{\"batchSize\":2,\"batchBakeSeconds\":6,\"phaseBakeSeconds\":6,"
                        + "\"latencyP95Millis\":600}");
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
        return rollOut(product, FLEET, list, more);
    }

    private static long rollOut(RunningProduct product, String fleet, CharSequence servers, String more) {
        HttpResponse<String> plan =
                product.post("plans", "{\"fleet\": \"%s\", \"servers\": [%s]}".formatted(fleet, servers));
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        HttpResponse<String> started = product.post(
                "rollouts",
                "{\"planId\":\""
                        + RunningProduct.json(plan.body()).path("planId").asText()
                        + "\",\"profile\":\"quick\",\"allowRemove\":100" + more
                        + "}");
        assertThat(started.statusCode()).as(fleet + ": " + started.body()).isEqualTo(202);
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
