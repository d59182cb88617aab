package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to the servers when the parts above them die: nothing. */
@ExtendWith(RunningProduct.Provider.class)
class SurvivalIT {
    private static final Logger LOG = Logger.getLogger(SurvivalIT.class);
    private static final Duration SOON = Duration.ofSeconds(60);

    /** A process that has ended for the first time is back, with all of its servers. */
    private static final Duration BACK = Duration.ofSeconds(10);

    /** It speaks stdio: its host's agent holds its pipes, so it survives everything but that agent. */
    private static final String PIPED = "piped";

    private RunningProduct product;
    private AgentSocket agent;

    @BeforeAll
    static void addOneOnPipes(RunningProduct running) throws IOException {
        apply(running, "fleet: survivors\nservers:\n" + PipedProgram.definition(PIPED));
    }

    @AfterAll
    static void takeItAway(RunningProduct running) throws IOException {
        apply(running, "fleet: survivors\nservers: []\n", "--allow-remove", "1");
    }

    private static void apply(RunningProduct running, String fleet, String... more) throws IOException {
        Path file = Files.createTempFile("survivors", ".yaml");
        Files.writeString(file, fleet);
        List<String> command = new ArrayList<>(List.of("apply", file.toString(), "--profile", "quick", "--watch"));
        command.addAll(List.of(more));
        Commands.Outcome applied = running.coordinator(command.toArray(String[]::new));
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }

    @BeforeEach
    void everythingIsHealthy(RunningProduct running) {
        product = running;
        agent = new AgentSocket(running);
        awaitAllHealthy();
    }

    /** The process is of a category that no other test kills: what ends twice is started again later. */
    @Test
    void coordinatorAndDatabaseAwayRestartNoServerAndAServeProcessKilledMeanwhileComesBackAloneWithinTenSeconds() {
        int starts = agent.starts().size();
        Map<String, Long> before = Processes.ofServers(product);
        JsonNode all = product.get("servers?size=1000").path("items");
        long piped = before.get(PIPED + "#0");
        long pid = product.get("servers?category=system-ops&size=1")
                .path("items")
                .path(0)
                .path("pid")
                .asLong();
        List<JsonNode> struck = StreamSupport.stream(all.spliterator(), false)
                .filter(server -> server.path("pid").asLong() == pid)
                .toList();
        assertThat(struck).hasSizeGreaterThanOrEqualTo(3);
        Await.until("what all servers offer is known", SOON, () -> !list("mcp").contains("org.mcpcoordinator/partial"));
        String offered = list("mcp") + list("mcp/c/dev-tools");
        Processes.kill(Processes.wildFly(product));
        Postgres.of(product).kill();

        assertThat(ProcessHandle.of(piped)).as("the one on pipes").isPresent();
        for (JsonNode one : all) {
            if (one.path("port").asInt() == 0) {
                continue;
            }
            assertThat(discover(one).statusCode()).as(one.path("name").asText()).isEqualTo(200);
        }
        assertThat(agent.starts()).hasSize(starts);
        killAndAwait(pid, struck);
        upAgain();

        assertThat(list("mcp") + list("mcp/c/dev-tools"))
                .as("known at once, before any server is asked")
                .isEqualTo(offered);
        awaitAllHealthy();
        Map<String, Long> after = Processes.ofServers(product);
        assertThat(after).allSatisfy((server, now) -> {
            if (before.get(server) == pid) {
                assertThat(now).isNotEqualTo(pid);
            } else {
                assertThat(now).isEqualTo(before.get(server));
            }
        });
        assertThat(after).hasSameSizeAs(before);
        assertThat(agent.starts().stream().skip(starts))
                .extracting(start -> start.path("server").asText())
                .containsExactlyInAnyOrderElementsOf(struck.stream()
                        .map(server -> server.path("name").asText())
                        .toList());
    }

    private void killAndAwait(long pid, List<JsonNode> struck) {
        Instant killed = Instant.now();
        Processes.kill(pid);
        for (JsonNode victim : struck) {
            Await.until(
                    victim.path("name").asText() + " answers again",
                    BACK.minus(Duration.between(killed, Instant.now())),
                    () -> discover(victim).statusCode() == 200);
        }
        LOG.infof(
                "all %d servers of the process answered %d ms after it was killed",
                struck.size(), Duration.between(killed, Instant.now()).toMillis());
    }

    @Test
    void killingTheAgentRestartsNoServerButThoseOnItsPipes() {
        int starts = agent.starts().size();
        Map<String, Long> before = Processes.ofServers(product);
        long old = agent.pid();
        Processes.kill(old);

        Await.until("another agent answers", SOON, () -> agent.pid() != old);
        long piped = before.remove(PIPED + "#0");
        Await.until("the one on pipes is another process", SOON, () -> {
            Map<String, Long> now = Processes.ofServers(product);
            return !now.get(PIPED + "#0").equals(piped) && now.get(PIPED + "#0") != 0;
        });
        awaitAllHealthy();
        Map<String, Long> after = Processes.ofServers(product);
        after.remove(PIPED + "#0");
        assertThat(after).isEqualTo(before);
        assertThat(agent.starts()).hasSize(starts + 1);
        assertThat(agent.starts().get(starts).path("cause").asText()).isEqualTo("agent-restart");
        assertThat(ProcessHandle.of(piped)).isEmpty();
    }

    /** A server that was removed and is added again begins anew, for another cause. */
    @Test
    void everyStartHasItsOwnKey() {
        assertThat(agent.starts())
                .extracting(start -> start.path("server").asText() + "#"
                        + start.path("replica").asInt() + "/"
                        + start.path("generation").asLong() + "/"
                        + start.path("attempt").asInt() + " "
                        + start.path("cause").asText())
                .doesNotHaveDuplicates();
    }

    /** The tools of all servers or a category's as one, as a client of the newest revision gets them. */
    private String list(String path) {
        return product.send(product.request(path)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/list")
                        .POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc":"2.0","id":"m","method":"tools/list","params":{
                         "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
                                  "io.modelcontextprotocol/clientCapabilities":{}}}}"""))
                        .build())
                .body();
    }

    private void upAgain() {
        Commands.Outcome up = product.coordinator("up");
        assertThat(up.exitCode()).as(up.output()).isZero();
    }

    private void awaitAllHealthy() {
        Await.until("every server of the sample fleet is HEALTHY", SOON, () -> {
            JsonNode fleet = product.get("fleet");
            int desired = fleet.path("desired").asInt();
            return desired >= RunningProduct.SERVERS
                    && fleet.path("states").path("HEALTHY").asInt() == desired;
        });
    }

    private HttpResponse<String> discover(JsonNode server) {
        return product.send(
                Discover.at(URI.create(server.path("endpoint").asText())).build());
    }
}
