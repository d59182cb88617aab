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
import java.util.Random;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * WildFly or PostgreSQL is killed in the middle of a rollout of 1,000 servers; nobody but the restart helps it. The profile
 * {@code endurance} does so twenty times each, at random moments.
 */
class RolloutCrashIT {
    private static final Logger LOG = Logger.getLogger(RolloutCrashIT.class);
    private static final int SERVERS = 1000;
    private static final int ROUNDS = 20;
    private static final Duration BY_ITSELF = Duration.ofMinutes(4);
    private static final List<String> OPEN =
            List.of("PENDING", "RUNNING", "PAUSED", "AWAITING_PROMOTION", "ABORTING", "ROLLING_BACK");

    private static RunningProduct product;

    @BeforeAll
    static void start() {
        product = RunningProduct.start("crash", "--empty");
    }

    @AfterAll
    static void stop() {
        product.close();
    }

    /** Another rollout is resumed first, after which JBeret refuses a plain restart of this one (JBERET000647). */
    @Test
    void aRolloutFinishesByItselfAfterWildFlyWasKilledInPhase500BesideAnother() throws Exception {
        // One is the canary, which does not bake; the other keeps its phase open.
        long other = startRollout("""
                {"fleet": "beside", "servers": [{"name": "beside-1", "category": "api", "builtin": "devtools"},
                                                {"name": "beside-2", "category": "api", "builtin": "devtools"}]}
                """, "\"profile\":\"quick\",\"terms\":{\"phaseBakeSeconds\":3600}");
        int before = starts().size();
        long rollout = startRolloutOfThousand();
        Await.until("the phase of 500 is under way", Duration.ofMinutes(3), () -> {
            JsonNode now = product.get("rollouts/" + rollout);
            JsonNode phase = now.path("phases").path(now.path("phase").asInt());
            return phase.path("target").asInt() == 500 && phase.path("wished").asInt() > 100;
        });
        assertThat(state(other)).isEqualTo("RUNNING");
        killWildFly();

        assertFinishes(rollout, before);
        assertThat(state(other)).as("it bakes on").isEqualTo("RUNNING");
        // Its own job ends it.
        assertThat(product.post("rollouts/" + other + "/abort", "").statusCode())
                .isEqualTo(200);
        Await.until("the other one ends too", BY_ITSELF, () -> state(other).equals("CANCELLED"));
        empty("beside", 2);
        empty(fleetOf(rollout), SERVERS);
    }

    @Test
    @Tag("endurance")
    void aThousandServersAreBackAfterAWipe() throws Exception {
        long rollout = startRolloutOfThousand();
        Await.until("the rollout has ended", BY_ITSELF, () -> state(rollout).equals("SUCCEEDED"));
        String fleet = fleetOf(rollout);

        assertThat(Wiped.andRestored(product)).contains("All 1000 servers are healthy");
        empty(fleet, SERVERS);
    }

    @Test
    void aRolloutFinishesByItselfAfterPostgreSqlWasKilledWhileItWroteWishes() throws Exception {
        int before = starts().size();
        long rollout = startRolloutOfThousand();
        Await.until("wishes are being written", Duration.ofMinutes(3), () -> wished(rollout) > 100);
        killPostgreSql();

        assertFinishes(rollout, before);
        empty(fleetOf(rollout), SERVERS);
    }

    @Test
    @Tag("endurance")
    void twentyOfTwentyFinishAfterWildFlyWasKilledAtARandomMoment() throws Exception {
        Random random = new Random(1);
        for (int round = 1; round <= ROUNDS; round++) {
            int before = starts().size();
            long rollout = startRolloutOfThousand();
            after(Duration.ofMillis(500 + random.nextInt(25_000)));
            killWildFly();
            Instant booted = Instant.now();
            assertFinishes(rollout, before);
            LOG.infof("round %d of %d: ended %s after boot", round, ROUNDS, Duration.between(booted, Instant.now()));
            empty(fleetOf(rollout), SERVERS);
        }
    }

    @Test
    @Tag("endurance")
    void twentyOfTwentyFinishAfterPostgreSqlWasKilledAtARandomMoment() throws Exception {
        Random random = new Random(2);
        for (int round = 1; round <= ROUNDS; round++) {
            int before = starts().size();
            long rollout = startRolloutOfThousand();
            after(Duration.ofMillis(random.nextInt(15_000)));
            killPostgreSql();
            Instant back = Instant.now();
            assertFinishes(rollout, before);
            LOG.infof(
                    "round %d of %d: ended %s after it was back", round, ROUNDS, Duration.between(back, Instant.now()));
            empty(fleetOf(rollout), SERVERS);
        }
    }

    private static void killWildFly() {
        Processes.kill(Processes.wildFly(product));
        Commands.Outcome up = product.coordinator("up");
        assertThat(up.exitCode()).as(up.output()).isZero();
    }

    private static void killPostgreSql() throws IOException {
        Postgres postgres = Postgres.of(product);
        postgres.kill();
        postgres.start();
    }

    private static void after(Duration pause) {
        Instant end = Instant.now().plus(pause);
        Await.until(
                "the moment has come", pause.plusSeconds(5), () -> Instant.now().isAfter(end));
    }

    private static void assertFinishes(long rollout, int startsBefore) {
        Await.until("the rollout has ended", BY_ITSELF, () -> !OPEN.contains(state(rollout)));
        JsonNode end = product.get("rollouts/" + rollout);
        assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("SUCCEEDED");
        assertThat(end.path("phases").path(3).path("healthy").asInt()).isEqualTo(SERVERS);
        assertThat(starts().stream().skip(startsBefore))
                .filteredOn(start -> !start.path("server").asText().startsWith("beside-"))
                .extracting(start -> start.path("server").asText() + "#"
                        + start.path("replica").asInt())
                .hasSize(SERVERS)
                .doesNotHaveDuplicates();
    }

    private static long startRolloutOfThousand() throws IOException {
        Path file = product.data().resolve("thousand.json");
        if (!Files.exists(file)) {
            Commands.Outcome sample = product.coordinator("sample", "--servers", Integer.toString(SERVERS));
            assertThat(sample.exitCode()).as(sample.output()).isZero();
            Files.writeString(file, sample.output());
        }
        return startRollout(Files.readString(file), "\"phases\":[100,500,1000],\"profile\":\"quick\"");
    }

    private static long startRollout(String file, String wishes) {
        HttpResponse<String> plan = product.post("plans", file);
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        String planId = RunningProduct.json(plan.body()).path("planId").asText();
        HttpResponse<String> started = product.post("rollouts", "{\"planId\":\"" + planId + "\"," + wishes + "}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return RunningProduct.json(started.body()).path("id").asLong();
    }

    private static void empty(String fleet, int servers) throws IOException {
        Path file = Files.writeString(product.data().resolve("empty.yaml"), "fleet: " + fleet + "\nservers: []\n");
        Commands.Outcome removed = product.coordinator(
                "apply", file.toString(), "--profile", "quick", "--watch", "--allow-remove", Integer.toString(servers));
        assertThat(removed.exitCode()).as(removed.output()).isZero();
        Await.until(
                "its servers are gone",
                Duration.ofMinutes(2),
                () -> product.get("servers?size=1").path("total").asInt() == 0 || fleet.equals("beside"));
    }

    private static String fleetOf(long rollout) {
        return product.get("rollouts/" + rollout).path("fleet").asText();
    }

    private static String state(long rollout) {
        return product.get("rollouts/" + rollout).path("state").asText();
    }

    private static int wished(long rollout) {
        int most = 0;
        for (JsonNode phase : product.get("rollouts/" + rollout).path("phases")) {
            most = Math.max(most, phase.path("wished").asInt());
        }
        return most;
    }

    private static List<JsonNode> starts() {
        Path log = product.data().resolve("agent/starts.log");
        return Files.exists(log) ? new AgentSocket(product).starts() : List.of();
    }
}
