package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * WildFly stands still (SIGSTOP) in the middle of a rollout's chunk and wakes up when its lease is not its own any more. The other
 * world is the test, which speaks to the database as another node would. Criterion B4.
 */
@ExtendWith(RunningProduct.Provider.class)
class FrozenIT {
    private static final Logger LOG = Logger.getLogger(FrozenIT.class);
    private static final String FLEET = "frozen";
    private static final int SERVERS = 8;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Longer than a lease lasts, and than a transaction may stand still that holds a rollout's row. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private RunningProduct product;
    private AgentSocket agent;
    private int startsBefore;

    @BeforeEach
    void begin(RunningProduct running) {
        product = running;
        agent = new AgentSocket(product);
        startsBefore = agent.starts().size();
    }

    @AfterEach
    void takeThemAway() throws IOException {
        Path empty =
                Files.writeString(product.data().resolve("frozen-empty.yaml"), "fleet: " + FLEET + "\nservers: []\n");
        Commands.Outcome removed = product.coordinator(
                "apply", empty.toString(), "--profile", "quick", "--watch", "--allow-remove", "100");
        assertThat(removed.exitCode()).as(removed.output()).isZero();
    }

    @Test
    void whatAFrozenWildFlyWritesIsRefusedOnceAnotherHasItsLeaseAndItFinishesWhenThatOneIsGone() throws Exception {
        long wildFly = Processes.wildFly(product);
        long rollout;
        String execution;
        String row;
        try (HeldChunk chunk = held()) {
            rollout = start();
            chunk.awaitIt();
            execution = ask("SELECT execution FROM rollout WHERE id = " + rollout);
            row = row(rollout);
            Processes.signal("STOP", wildFly);
            lease(rollout, """
                    owner = 'another/1', node = 'another', epoch = epoch + 1, expires_at = clock_timestamp() + INTERVAL '1 hour'""");
        } finally {
            Processes.signal("CONT", wildFly);
        }
        Await.until("its execution is fenced", SOON, () -> ended(execution).equals("FAILED FENCED"));
        Commands.Outcome recover = product.coordinator("rollouts", Long.toString(rollout), "recover");
        assertThat(recover.output()).contains("node another carries it on");
        assertThat(row(rollout)).as("nothing was written").isEqualTo(row);

        Instant free = Instant.now();
        lease(rollout, "expires_at = clock_timestamp()");
        finishes(rollout, 2);
        LOG.infof(
                "finished %d ms after the other's lease ran out",
                Duration.between(free, Instant.now()).toMillis());
    }

    @Test
    @Tag("endurance")
    void aWildFlyThatIsFrozenForLongerThanItsLeaseLastsTakesItAnewAndFinishes() throws Exception {
        long wildFly = Processes.wildFly(product);
        long rollout;
        String execution;
        try {
            try (HeldChunk chunk = held()) {
                rollout = start();
                chunk.awaitIt();
                execution = ask("SELECT execution FROM rollout WHERE id = " + rollout);
                Processes.signal("STOP", wildFly);
            }
            Instant until = Instant.now().plus(LONG);
            try (Connection other = Postgres.connect(product);
                    Statement statement = other.createStatement()) {
                statement.execute("SET lock_timeout = '" + LONG.toSeconds() + "s'");
                assertThat(Postgres.ask(other, "SELECT state FROM rollout WHERE id = " + rollout + " FOR UPDATE"))
                        .as("the frozen transaction does not keep the row from others")
                        .isEqualTo("RUNNING");
            }
            Await.until(
                    "it has been long",
                    LONG.multipliedBy(2),
                    () -> Instant.now().isAfter(until));
        } finally {
            Processes.signal("CONT", wildFly);
        }
        Await.until("its execution ends", SOON, () -> ended(execution).startsWith("FAILED"));
        finishes(rollout, 1);
    }

    /** Holds the chunk with the last server, when the canary is through. */
    private HeldChunk held() throws Exception {
        return HeldChunk.at(product, RunningProduct.json(server(SERVERS - 1)));
    }

    private static String server(int i) {
        return "{\"name\": \"frozen-%d\", \"category\": \"api\", \"builtin\": \"devtools\"}".formatted(i);
    }

    private long start() {
        String servers = IntStream.range(0, SERVERS).mapToObj(FrozenIT::server).collect(Collectors.joining(","));
        HttpResponse<String> plan =
                product.post("plans", "{\"fleet\": \"%s\", \"servers\": [%s]}".formatted(FLEET, servers));
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        HttpResponse<String> started = product.post(
                "rollouts",
                "{\"planId\":\""
                        + RunningProduct.json(plan.body()).path("planId").asText() + "\",\"profile\":\"quick\"}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return RunningProduct.json(started.body()).path("id").asLong();
    }

    /** By itself, so many epochs later, with each server started once and under its first generation. */
    private void finishes(long rollout, int epochs) {
        Await.until(
                "it finishes",
                SOON,
                () -> ask("SELECT state FROM rollout WHERE id = " + rollout).equals("SUCCEEDED"));
        assertThat(ask("SELECT epoch FROM rollout WHERE id = " + rollout)).isEqualTo(Integer.toString(1 + epochs));
        assertThat(agent.starts().stream().skip(startsBefore))
                .extracting(start -> start.path("server").asText() + " "
                        + start.path("attempt").asInt())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, SERVERS)
                        .mapToObj(i -> "frozen-" + i + " 1")
                        .toList());
    }

    private void lease(long rollout, String change) {
        assertThat(Postgres.change(product, "UPDATE lease SET " + change + " WHERE name = 'rollout/" + rollout + "'"))
                .isOne();
    }

    /** What the frozen one might have changed. */
    private String row(long rollout) {
        return ask(
                "SELECT epoch || ' ' || execution || ' ' || wished || ' ' || (SELECT count(*) FROM instance WHERE fleet = '"
                        + FLEET + "') FROM rollout WHERE id = " + rollout);
    }

    private String ended(String execution) {
        return ask("SELECT batchstatus || ' ' || exitstatus FROM job_execution WHERE jobexecutionid = " + execution);
    }

    private String ask(String sql) {
        return Postgres.ask(product, sql);
    }
}
