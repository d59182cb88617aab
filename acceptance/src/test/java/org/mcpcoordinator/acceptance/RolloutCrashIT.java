package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * WildFly or PostgreSQL is killed in the middle of a rollout of 1,000 servers; nobody but the restart helps it. The profile
 * {@code endurance} does so twenty times each, at random moments. The running product is emptied for it and filled again.
 */
@ExtendWith(RunningProduct.Provider.class)
class RolloutCrashIT {
    private static final Logger LOG = Logger.getLogger(RolloutCrashIT.class);
    private static final int SERVERS = 1000;
    private static final int ROUNDS = 20;
    private static final Duration BY_ITSELF = Duration.ofMinutes(4);

    /** From the moment the database and WildFly are there to the rollout's end. */
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");
    private static final List<String> OPEN =
            List.of("PENDING", "RUNNING", "PAUSED", "AWAITING_PROMOTION", "ABORTING", "ROLLING_BACK");

    private static RunningProduct product;

    @BeforeAll
    static void begin(RunningProduct running) {
        product = running;
    }

    /** The next class finds the product as {@code up} had left it. */
    @AfterAll
    static void asBefore() {
        Commands.Outcome up = product.coordinator("up", "--servers", Integer.toString(RunningProduct.SERVERS));
        assertThat(up.exitCode()).as(up.output()).isZero();
    }

    /** Neither the servers of other classes nor what a test that failed has left. */
    @BeforeEach
    void nothingIsLeft() throws IOException {
        for (String fleet : List.of("sample", "beside")) {
            JsonNode newest = newest(fleet);
            if (OPEN.contains(newest.path("state").asText())) {
                product.post("rollouts/" + newest.path("id").asLong() + "/abort", "");
                Await.until(
                        "what was left open is aborted",
                        BY_ITSELF,
                        () -> !OPEN.contains(newest(fleet).path("state").asText()));
            }
        }
        for (String fleet : List.of("beside", "sample")) {
            if (product.get("servers?size=1").path("total").asInt() > 0
                    && !newest(fleet).isMissingNode()) {
                empty(fleet, SERVERS);
            }
        }
    }

    private static JsonNode newest(String fleet) {
        for (JsonNode rollout : product.get("rollouts").path("items")) {
            if (rollout.path("fleet").asText().equals(fleet)) {
                return rollout;
            }
        }
        return MissingNode.getInstance();
    }

    /**
     * Another rollout is resumed first, so that JBeret takes this one for alive: it refuses a plain restart (JBERET000647) and
     * parks what it is told to stop. Criterion B2.
     */
    @Test
    void aRolloutFinishesByItselfAfterWildFlyWasKilledInPhase500AndPostgreSqlInPhase1000BesideAnother()
            throws Exception {
        // One is the canary, which does not bake; the other keeps its phase open.
        long other = startRollout("""
                {"fleet": "beside", "servers": [{"name": "beside-1", "category": "api", "builtin": "devtools"},
                                                {"name": "beside-2", "category": "api", "builtin": "devtools"}]}
                """, "\"profile\":\"quick\",\"terms\":{\"phaseBakeSeconds\":3600}");
        int before = starts().size();
        long rollout;
        try (HeldChunk chunk = held(750)) {
            rollout = startRolloutOfThousand();
            Await.until("the phase of 500 is under way", Duration.ofMinutes(3), () -> {
                JsonNode now = product.get("rollouts/" + rollout);
                JsonNode phase = now.path("phases").path(now.path("phase").asInt());
                return phase.path("target").asInt() == 500
                        && phase.path("wished").asInt() > 100;
            });
            assertThat(state(other)).isEqualTo("RUNNING");
            String instance = ask("SELECT job_instance FROM rollout WHERE id = " + rollout);
            Instant free = killWildFlyAndArmTheTrap(rollout, other);
            chunk.awaitIt();
            assertThat(Duration.between(free, Instant.now()))
                    .as("from the moment nobody holds it back into the phase of 1,000")
                    .isLessThan(AT_MOST);
            assertThat(ask("SELECT job_instance FROM rollout WHERE id = " + rollout))
                    .as("the job that was begun is restarted where it stood; no second one begins in its place")
                    .isEqualTo(instance);
            killPostgreSqlIn(chunk, rollout, before, Duration.ofSeconds(3), "CRASH");
        }
        assertThat(state(other)).as("it bakes on").isEqualTo("RUNNING");
        // Its own job ends it.
        assertThat(product.post("rollouts/" + other + "/abort", "").statusCode())
                .isEqualTo(200);
        Await.until("the other one ends too", BY_ITSELF, () -> state(other).equals("CANCELLED"));
        empty("beside", 2);
    }

    @Test
    @Tag("endurance")
    void aThousandServersAreBackAfterAWipe() throws Exception {
        long rollout = startRolloutOfThousand();
        Await.until("the rollout has ended", BY_ITSELF, () -> state(rollout).equals("SUCCEEDED"));

        assertThat(Wiped.andRestored(product)).contains("All 1000 servers are healthy");
    }

    @Test
    @Tag("endurance")
    void twentyOfTwentyFinishAfterWildFlyWasKilledAtARandomMoment() throws Exception {
        Random random = new Random(1);
        for (int round = 1; round <= ROUNDS; round++) {
            int before = starts().size();
            long rollout = startRolloutOfThousand();
            int moment = random.nextInt(SERVERS - 50);
            Await.until("the moment has come", BY_ITSELF, () -> healthy(rollout) >= moment);
            LOG.infof("round %d of %d: WildFly is killed at %d of %d servers", round, ROUNDS, moment, SERVERS);
            Instant booted = killWildFly(rollout);
            assertFinishes(rollout, before, booted, "WildFly had booted");
            empty(fleetOf(rollout), SERVERS);
        }
    }

    @Test
    @Tag("endurance")
    void twentyOfTwentyFinishAfterPostgreSqlWasAwayInTheMiddleOfARandomChunk() throws Exception {
        Random random = new Random(2);
        for (int round = 1; round <= ROUNDS; round++) {
            int position = random.nextInt(SERVERS);
            LOG.infof("round %d of %d: PostgreSQL is killed at position %d", round, ROUNDS, position);
            int before = starts().size();
            try (HeldChunk chunk = held(position)) {
                long rollout = startRolloutOfThousand();
                chunk.awaitIt();
                killPostgreSqlIn(chunk, rollout, before, Duration.ofSeconds(20), "CRASH" + round);
                empty(fleetOf(rollout), SERVERS);
            }
        }
    }

    /** Holds the chunk with the server that stands there in the fleet file. */
    private static HeldChunk held(int position) throws Exception {
        return HeldChunk.at(
                product, RunningProduct.json(thousand()).path("servers").path(position));
    }

    /** Kills it while the chunk waits in its transaction, and starts it again after a while; all must be there then. */
    private static void killPostgreSqlIn(HeldChunk chunk, long rollout, int startsBefore, Duration away, String secrets)
            throws Exception {
        Postgres postgres = Postgres.of(product);
        Acknowledged writes = Acknowledged.writes(product, secrets);
        writes.awaitFirst();
        int wished = wished(rollout);
        assertThat(wished).as("wishes written before the chunk").isLessThan(SERVERS);
        postgres.kill();
        chunk.close();
        after(away);
        postgres.start();
        Instant back = Instant.now();
        assertFinishes(rollout, startsBefore, back, "PostgreSQL was back");
        LOG.infof(
                "%d of %d servers were wished for at the kill; %d acknowledged writes are there",
                wished, SERVERS, writes.endAndCompare());
        assertThat(Postgres.ask(
                        product,
                        "SELECT (SELECT wished FROM rollout WHERE id = " + rollout
                                + ") || ' ' || (SELECT count(*) FROM instance WHERE fleet = '" + fleetOf(rollout)
                                + "')"))
                .isEqualTo(SERVERS + " " + SERVERS);
    }

    /**
     * Kills WildFly, and holds the rollout back until the other one is resumed and WildFly has refused to restart this one; gives
     * when it was let go.
     */
    private static Instant killWildFlyAndArmTheTrap(long rollout, long other) throws IOException {
        String begun = execution(rollout);
        String othersBefore = execution(other);
        killWildFly(
                rollout,
                () -> lease(
                        rollout,
                        "owner = 'another/1', node = 'another', epoch = epoch + 1, expires_at = clock_timestamp() + INTERVAL '1 hour'"));
        Await.until(
                "the other one is resumed",
                AT_MOST,
                () -> !execution(other).equals(othersBefore)
                        && batchStatus(execution(other)).equals("STARTED"));
        assertThat(batchStatus(begun)).as("what a crash leaves behind").isEqualTo("STARTED");
        String jobs = "/deployment=coordinator.ear/subdeployment=batch-jobs.jar/subsystem=batch-jberet";
        Commands.Outcome refused = product.jbossCli(
                jobs + ":stop-job(execution-id=" + begun + ")," + jobs + ":restart-job(execution-id=" + begun + ")");
        assertThat(refused.exitCode()).as(refused.output()).isNotZero();
        assertThat(refused.output()).contains("JBERET000647");
        assertThat(batchStatus(begun)).as("parked by a stop that nobody hears").isEqualTo("STOPPING");
        assertThat(execution(rollout)).as("nobody has carried it on yet").isEqualTo(begun);
        lease(rollout, "expires_at = clock_timestamp()");
        return Instant.now();
    }

    private static void lease(long rollout, String change) {
        assertThat(Postgres.change(product, "UPDATE lease SET " + change + " WHERE name = 'rollout/" + rollout + "'"))
                .isOne();
    }

    private static String execution(long rollout) {
        return ask("SELECT execution FROM rollout WHERE id = " + rollout);
    }

    private static String batchStatus(String execution) {
        return ask("SELECT batchstatus FROM job_execution WHERE jobexecutionid = " + execution);
    }

    private static String ask(String sql) {
        return Postgres.ask(product, sql);
    }

    private static Instant killWildFly(long rollout) throws IOException {
        return killWildFly(rollout, () -> {});
    }

    /** Kills it and starts it again, without waiting for the rollout; gives when it had booted. */
    private static Instant killWildFly(long rollout, Runnable between) throws IOException {
        assertThat(OPEN).as("the rollout is open at the kill").contains(state(rollout));
        int boots = boots().size();
        Processes.kill(Processes.wildFly(product));
        between.run();
        Commands.Outcome up = product.coordinator("up", "--empty");
        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(boots()).hasSize(boots + 1);
        return boots().get(boots);
    }

    /** When WildFly said that it had booted, each time. */
    private static List<Instant> boots() throws IOException {
        try (Stream<String> lines =
                Files.lines(product.data().resolve("logs/server.log"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("WFLYSRV0025") || line.contains("WFLYSRV0026"))
                    .map(line -> LocalDateTime.parse(line.substring(0, 23), STAMP)
                            .atZone(ZoneId.systemDefault())
                            .toInstant())
                    .toList();
        }
    }

    private static void after(Duration pause) {
        Instant end = Instant.now().plus(pause);
        Await.until(
                "the moment has come", pause.plusSeconds(5), () -> Instant.now().isAfter(end));
    }

    /** By itself, soon enough, and with each server started once. */
    private static void assertFinishes(long rollout, int startsBefore, Instant since, String event) {
        Await.until("the rollout has ended", BY_ITSELF, () -> !OPEN.contains(state(rollout)));
        JsonNode end = product.get("rollouts/" + rollout);
        assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("SUCCEEDED");
        Duration took =
                Duration.between(since, Instant.parse(end.path("endedAt").asText()));
        LOG.infof("the rollout ended %d ms after %s", took.toMillis(), event);
        assertThat(took).as("from %s to the end", event).isBetween(Duration.ZERO, AT_MOST);
        assertThat(end.path("phases").path(3).path("healthy").asInt()).isEqualTo(SERVERS);
        assertThat(starts().stream().skip(startsBefore))
                .filteredOn(start -> !start.path("server").asText().startsWith("beside-"))
                .extracting(start -> start.path("server").asText() + "#"
                        + start.path("replica").asInt())
                .hasSize(SERVERS)
                .doesNotHaveDuplicates();
    }

    private static long startRolloutOfThousand() throws IOException {
        return startRollout(thousand(), "\"phases\":[100,500,1000],\"profile\":\"quick\"");
    }

    private static String thousand() throws IOException {
        Path file = product.data().resolve("thousand.json");
        if (!Files.exists(file)) {
            Commands.Outcome sample = product.coordinator("sample", "--servers", Integer.toString(SERVERS));
            assertThat(sample.exitCode()).as(sample.output()).isZero();
            Files.writeString(file, sample.output());
        }
        return Files.readString(file);
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

    private static int healthy(long rollout) {
        int most = 0;
        for (JsonNode phase : product.get("rollouts/" + rollout).path("phases")) {
            most = Math.max(most, phase.path("healthy").asInt());
        }
        return most;
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
