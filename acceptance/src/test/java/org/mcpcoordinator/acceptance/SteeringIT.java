package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A rollout is paused, promoted, forced and rolled back by people, on the assembled product. */
@ExtendWith(RunningProduct.Provider.class)
class SteeringIT {
    private static final String FLEET = "steering";
    private static final int SERVERS = 4;
    private static final Duration SOON = Duration.ofSeconds(60);
    /** What the product promises for every command. */
    private static final Duration EFFECTIVE = Duration.ofSeconds(5);

    private RunningProduct product;

    @BeforeEach
    void theFirstRevisionIsStable(RunningProduct running) {
        product = running;
        long first = start(1, "");
        awaitState(first, "SUCCEEDED", SOON);
    }

    @AfterEach
    void takeThemAway() throws IOException {
        Path empty =
                Files.writeString(product.data().resolve("steering-empty.yaml"), "fleet: " + FLEET + "\nservers: []\n");
        Commands.Outcome removed = product.coordinator(
                "apply",
                empty.toString(),
                "--profile",
                "quick",
                "--watch",
                "--allow-remove",
                Integer.toString(SERVERS));
        assertThat(removed.exitCode()).as(removed.output()).isZero();
    }

    @Test
    void aPhaseWaitsToBePromotedAndARollbackBringsTheStableRevisionBack() {
        long second = start(2, ",\"manual\":[0]");
        awaitState(second, "AWAITING_PROMOTION", SOON);
        Await.until("its job has stopped", SOON, () -> status().equals("STOPPED"));
        assertThat(act(second, "promote")).isEqualTo("RUNNING");
        awaitState(second, "SUCCEEDED", SOON);

        long third = start(3, ",\"terms\":{\"phaseBakeSeconds\":3600}");
        awaitBake(third);
        act(third, "pause");
        Instant asked = Instant.now();
        Commands.Outcome back = product.coordinator("rollouts", Long.toString(third), "rollback", "--watch");
        assertThat(back.output()).contains("ROLLED_BACK");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(SOON);
        assertThat(product.get("rollouts/" + third).path("rollbackRevision").asLong())
                .isEqualTo(product.get("rollouts/" + second).path("revision").asLong());
        assertThat(product.get("servers/steered-1")
                        .path("instances")
                        .path(0)
                        .path("state")
                        .asText())
                .isEqualTo("HEALTHY");
        assertThat(product.get("rollouts/" + third + "/events").toString())
                .contains("PAUSED", "ROLLING_BACK", "ROLLED_BACK");
    }

    @Test
    void aStopDuringAGateIsEffectiveSoonAndASecondRunnerByForceIsFenced() {
        long second = start(2, ",\"terms\":{\"phaseBakeSeconds\":20}");
        awaitBake(second);
        int starts = new AgentSocket(product).starts().size();
        cli(":restart-job(execution-id=" + newestExecution() + ",properties={jberet.restart.mode=force})");
        awaitState(second, "SUCCEEDED", SOON);
        assertThat(new AgentSocket(product).starts())
                .as("nothing was started twice")
                .hasSize(starts);

        long third = start(3, ",\"terms\":{\"phaseBakeSeconds\":3600}");
        awaitBake(third);
        assertThat(act(third, "pause")).isEqualTo("PAUSED");
        Await.until("its job has stopped", SOON, () -> status().equals("STOPPED"));
        act(third, "abort");
        awaitState(third, "CANCELLED", EFFECTIVE);
    }

    /** Of the job rollout. */
    private String newestExecution() {
        return Pattern.compile("\"(\\d+)\"")
                .matcher(cli("/job=rollout:read-children-names(child-type=execution)"))
                .results()
                .map(found -> found.group(1))
                .max(Comparator.comparingLong(Long::parseLong))
                .orElseThrow();
    }

    private String status() {
        Matcher status = Pattern.compile("\"result\" => \"(\\w+)\"")
                .matcher(cli("/job=rollout/execution=" + newestExecution() + ":read-attribute(name=batch-status)"));
        assertThat(status.find()).isTrue();
        return status.group(1);
    }

    /** Starts the rollout of that version of four servers. */
    private long start(int version, String more) {
        StringBuilder servers = new StringBuilder();
        for (int i = 0; i < SERVERS; i++) {
            servers.append(i == 0 ? "" : ",").append("""
                    {"name": "steered-%d", "category": "%s", "builtin": "devtools", "config": {"title": "version %d"}}""".formatted(i, i % 2 == 0 ? "api" : "business", version));
        }
        HttpResponse<String> plan = product.post("plans", """
                {"fleet": "%s", "servers": [%s]}""".formatted(FLEET, servers));
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        HttpResponse<String> started = product.post(
                "rollouts",
                "{\"planId\":\""
                        + RunningProduct.json(plan.body()).path("planId").asText() + "\",\"profile\":\"quick\"" + more
                        + "}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
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

    private String cli(String operation) {
        Commands.Outcome outcome = product.jbossCli(
                "/deployment=coordinator.ear/subdeployment=batch-jobs.jar/subsystem=batch-jberet" + operation);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private String act(long rollout, String action) {
        HttpResponse<String> answer = product.post("rollouts/" + rollout + "/" + action, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningProduct.json(answer.body()).path("state").asText();
    }

    private void awaitState(long rollout, String state, Duration limit) {
        Await.until(
                "rollout " + rollout + " is " + state,
                limit,
                () -> product.get("rollouts/" + rollout).path("state").asText().equals(state));
    }
}
