package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A hundred real Node servers that all begin together, first by a rollout, then as after a reboot. Each program wants a
 * processor for about a second: what decides is whether any of them runs out of time. A few of them start in each run of
 * {@link PeerIT}. The figures are left in {@code target/cold-start.txt}.
 */
@Tag("endurance")
class ColdStartIT {
    private static final int SERVERS = Integer.getInteger("coordinator.cold.servers", 100);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> CATEGORIES = List.of("api", "ai-ml", "dev-tools", "business");
    private static final Set<String> IN_ORDER =
            Set.of("PLANNED WISHED", "STARTING AWAITING_FIRST_ANSWER", "HEALTHY ANSWERS");

    private RunningProduct product;

    @Test
    void aHundredNodeServersStartTogetherAndNoneRunsOutOfTime() throws Exception {
        Path node = Requirement.program("node");
        Path everything = Peers.install().resolve("@modelcontextprotocol/server-everything/dist/index.js");
        try (RunningProduct running = RunningProduct.start("cold", "--empty")) {
            product = running;
            AgentSocket agent = new AgentSocket(product);
            Path file = product.data().resolve("cold.json");
            Files.writeString(file, fleetFile(node, everything));

            Instant begun = Instant.now();
            Load watch = new Load(product);
            Map<String, AtomicInteger> troubles = troubles(watch);
            Commands.Outcome applied = product.coordinator("apply", file.toString(), "--profile", "quick", "--watch");
            assertThat(applied.exitCode()).as(applied.output()).isZero();
            awaitAllHealthy();
            note("rollout", begun, troubles, agent.starts());
            watch.end();
            // A probe of a server that is STARTING may be refused or slow: its time runs out only with its deadline.
            assertThat(troubles.keySet())
                    .noneMatch(trouble -> trouble.contains("FAILED") || trouble.contains("UNHEALTHY"));
            assertThat(agent.starts())
                    .hasSize(SERVERS)
                    .allSatisfy(
                            start -> assertThat(start.path("attempt").asInt()).isOne());

            assertThat(product.coordinator("down").exitCode()).isZero();
            begun = Instant.now();
            Commands.Outcome up = product.coordinator("up", "--empty");
            assertThat(up.exitCode()).as(up.output()).isZero();
            Load again = new Load(product);
            Map<String, AtomicInteger> later = troubles(again);
            awaitAllHealthy();
            note("reboot", begun, later, agent.starts());
            again.end();
            assertThat(agent.starts()).hasSize(2 * SERVERS);
            assertThat(later.keySet()).noneMatch(trouble -> trouble.contains("FAILED"));
        }
    }

    private void awaitAllHealthy() {
        Await.until(
                "all are HEALTHY",
                LIMIT,
                () -> product.get("fleet").path("states").path("HEALTHY").asInt() == SERVERS);
    }

    /** How often each state and reason was seen that is more than waiting for the first answer. */
    private Map<String, AtomicInteger> troubles(Load watch) {
        return watch.of(() -> product.request("api/v1/servers?size=1000").GET().build(), ColdStartIT::trouble);
    }

    private static String trouble(HttpResponse<String> answer) {
        Set<String> found = new TreeSet<>();
        for (JsonNode item : RunningProduct.json(answer.body()).path("items")) {
            String state =
                    item.path("state").asText() + " " + item.path("reason").asText();
            if (!IN_ORDER.contains(state)) {
                found.add(state);
            }
        }
        return String.join(", ", found);
    }

    private void note(String what, Instant begun, Map<String, AtomicInteger> troubles, List<JsonNode> starts)
            throws IOException {
        long most = Processes.ofServers(product).values().stream()
                .mapToLong(Processes::kilobytes)
                .sum();
        Files.writeString(
                RunningProduct.ROOT.resolve("acceptance/target/cold-start.txt"),
                "%s: %d servers HEALTHY after %d ms, %d starts so far, %d MB (PSS) of servers, other states %s%n"
                        .formatted(
                                what,
                                SERVERS,
                                Duration.between(begun, Instant.now()).toMillis(),
                                starts.size(),
                                most / 1024,
                                troubles),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static String fleetFile(Path node, Path everything) {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "cold");
        ArrayNode servers = file.putArray("servers");
        for (int i = 0; i < SERVERS; i++) {
            ObjectNode server = servers.addObject()
                    .put("name", "cold-" + i)
                    .put("category", CATEGORIES.get(i % CATEGORIES.size()))
                    .put("command", node.toString());
            server.putArray("args").add(everything.toString()).add("streamableHttp");
            server.putObject("env").put("PORT", "${port}");
        }
        return file.toString();
    }
}
