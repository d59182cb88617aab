package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** WildFly as a unit of systemd: begun before its database, ended with its whole control group; and a reboot. */
@ExtendWith(RunningProduct.Provider.class)
class UnitIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    private RunningProduct product;
    private AgentSocket agent;
    private Map<String, Long> pids;
    private int starts;

    @BeforeEach
    void everythingIsHealthy(RunningProduct running) {
        product = running;
        agent = new AgentSocket(running);
        awaitAllHealthy();
        pids = Processes.ofServers(product);
        starts = agent.starts().size();
    }

    /** The next test finds the product as {@code up} leaves it, whatever has happened here. */
    @AfterEach
    void upAgainUnlessItIs() {
        boolean well;
        try {
            well = isAllHealthy();
        } catch (RuntimeException away) {
            well = false;
        }
        if (!well) {
            upAgain();
        }
    }

    private void upAgain() {
        Commands.Outcome up = product.coordinator("up");
        assertThat(up.exitCode()).as(up.output()).isZero();
        awaitAllHealthy();
    }

    @Test
    void begunWithoutItsDatabaseItHealsAndTheEndOfItsControlGroupRestartsNoServer() throws Exception {
        try (Unit unit = new Unit(product)) {
            assumeTrue(unit.group().isPresent(), "this machine lets this user make no control groups");
            ControlGroup group = unit.group().orElseThrow();
            startWithoutDatabase(unit, Duration.ofSeconds(5));

            assertThat(group.contains(Processes.wildFly(product))).isTrue();
            assertThat(group.contains(agent.pid())).isFalse();
            assertThat(new TreeSet<>(pids.values())).noneMatch(group::contains);
            JsonNode server = product.get("servers?size=1").path("items").path(0);
            group.kill();

            assertServesOn(server);
        }
        upAgain();
        assertNoServerWasRestarted();
    }

    @Test
    void begunWithoutItsDatabaseItHealsAndTheEndOfItsSessionRestartsNoServer() throws Exception {
        try (Unit unit = new Unit(product)) {
            assumeTrue(unit.group().isEmpty(), "the same is tested with a control group");
            startWithoutDatabase(unit, Duration.ofSeconds(5));
            JsonNode server = product.get("servers?size=1").path("items").path(0);
            unit.end();

            assertServesOn(server);
        }
        upAgain();
        assertNoServerWasRestarted();
    }

    @Test
    @Tag("endurance")
    void aMinuteWithoutTheDatabaseIsNoOtherThanFiveSeconds() throws Exception {
        try (Unit unit = new Unit(product)) {
            startWithoutDatabase(unit, Duration.ofSeconds(60));
        }
        upAgain();
        assertNoServerWasRestarted();
    }

    @Test
    void theUnitWaitsForPostgreSqlAndSaysSo() throws Exception {
        Path said = product.data().resolve("logs/wait.log");
        try (Unit unit = new Unit(product)) {
            Postgres postgres = Postgres.of(product);
            postgres.kill();
            Process wait = unit.begin("ExecStartPre", said);
            Await.until("it says that it waits", SOON, () -> read(said).contains("Waiting at most"));
            postgres.start();
            assertThat(wait.waitFor()).isZero();
        }
        assertThat(read(said)).contains("PostgreSQL answers");
    }

    @Test
    void afterARebootTheFleetReturnsByItselfAndTouchesNoStranger() throws Exception {
        JsonNode newest = product.get("rollouts").path("items").path(0).path("id");
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            everythingDies();
            givePidsTo(stranger.pid());

            upAgain();

            assertThat(agent.starts().stream()
                            .skip(starts + 2L)
                            .map(start -> start.path("cause").asText()))
                    .hasSameSizeAs(pids.keySet())
                    .containsOnly("reboot");
            assertThat(product.get("rollouts").path("items").path(0).path("id"))
                    .as("no rollout was needed")
                    .isEqualTo(newest);
            assertThat(newest.asLong()).isPositive();
            assertThat(stranger.isAlive()).as("a stranger was killed").isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private void startWithoutDatabase(Unit unit, Duration away) throws Exception {
        Processes.kill(Processes.wildFly(product));
        Postgres postgres = Postgres.of(product);
        postgres.kill();
        Path marker = product.data().resolve("node-1/deployments/coordinator.ear.failed");
        Instant back = Instant.now().plus(away);
        unit.start();
        unit.begin("ExecStartPost", product.data().resolve("logs/reload.log"));
        Await.until("the deployment has failed", SOON, () -> Files.exists(marker));
        Await.until(
                "PostgreSQL was away for long enough",
                away.plus(SOON),
                () -> Instant.now().isAfter(back));
        assertThat(agent.starts()).hasSize(starts);

        postgres.start();

        awaitAllHealthy();
        assertNoServerWasRestarted();
    }

    private void everythingDies() {
        Processes.kill(Processes.wildFly(product));
        Processes.kill(agent.pid());
        new TreeSet<>(pids.values()).forEach(Processes::kill);
        Postgres.of(product).kill();
    }

    /** As after a reboot: what is written down speaks of another boot, and its pids belong to somebody else. */
    private void givePidsTo(long stranger) throws IOException {
        long ticks = Processes.ticks(stranger);
        Path log = product.data().resolve("agent/starts.log");
        List<String> lines = new ArrayList<>();
        for (JsonNode start : agent.starts()) {
            lines.add(of((ObjectNode) start, stranger, ticks, "another-boot"));
        }
        ObjectNode last = (ObjectNode) agent.starts().get(0);
        String boot = last.path("boot").asText();
        last.put("kind", "command");
        lines.add(of(last.deepCopy().put("server", "unwished-1"), stranger, ticks, "another-boot"));
        lines.add(of(last.deepCopy().put("server", "unwished-2"), stranger, ticks - 1, boot));
        Files.write(log, lines);
        for (String mark : List.of("wildfly", "agent", "postgres")) {
            Files.writeString(
                    product.data().resolve(mark + ".pid"),
                    "{\"pid\":" + stranger + ",\"startTicks\":" + ticks + ",\"bootId\":\"another-boot\"}");
        }
        Path postmaster = Postgres.of(product).pidFile();
        List<String> kept = Files.readAllLines(postmaster);
        kept.set(0, Long.toString(stranger));
        Files.write(postmaster, kept);
    }

    private static String of(ObjectNode start, long pid, long ticks, String boot) {
        return start.put("pid", pid).put("ticks", ticks).put("boot", boot).toString();
    }

    private void assertServesOn(JsonNode server) {
        assertThat(agent.pid()).isPositive();
        assertThat(product.send(Discover.at(URI.create(server.path("endpoint").asText()))
                                .build())
                        .statusCode())
                .isEqualTo(200);
    }

    private void assertNoServerWasRestarted() {
        assertThat(Processes.ofServers(product)).isEqualTo(pids);
        assertThat(agent.starts()).hasSize(starts);
    }

    private void awaitAllHealthy() {
        Await.until("every server of the sample fleet is HEALTHY", SOON, this::isAllHealthy);
    }

    private boolean isAllHealthy() {
        JsonNode fleet = product.get("fleet");
        int desired = fleet.path("desired").asInt();
        return desired >= RunningProduct.SERVERS
                && fleet.path("states").path("HEALTHY").asInt() == desired;
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
