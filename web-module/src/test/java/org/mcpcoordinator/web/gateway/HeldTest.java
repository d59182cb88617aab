package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.routing.Nap;
import org.mcpcoordinator.standby.Offer;

/** Servers some of whose tools say something else than was approved, called at their own address. */
class HeldTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{}}}";
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/list\"}";

    private final TestingGateway world = new TestingGateway();
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void begin() throws IOException {
        world.listing = new TestingListing()
                .with("one", "api", "legacy modern", "", "good")
                .held("one", "evil")
                .made();
        world.sleepers.offer = new Offer(
                "one",
                null,
                (ObjectNode) JSON.readTree("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}}}"),
                (ArrayNode) JSON.readTree("[{\"name\":\"good\"}]"),
                null,
                null,
                null,
                Instant.EPOCH);
        world.route("one", TestingGateway.mcp(server()));
    }

    @AfterEach
    void end() throws IOException {
        world.close();
    }

    private Undertow server() {
        return world.blocking(exchange -> {
            String body = TestingGateway.body(exchange);
            seen.add(body);
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender().send("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"content\":[]}}");
        });
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    @Test
    void aHeldToolIsNotCalledAndItsCallerLearnsWhy() throws Exception {
        HttpResponse<String> answer = world.post("one", CALL.formatted("evil"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).at("/id").asInt()).isEqualTo(3);
        assertThat(json(answer).at("/error/data/code").asText()).isEqualTo("TOOL_HELD");
        assertThat(json(answer).at("/error/message").asText()).contains("evil", "approves");
        assertThat(seen).isEmpty();
    }

    @Test
    void itsOtherToolsAndAllOtherServersGoOn() throws Exception {
        assertThat(world.post("one", CALL.formatted("good")).statusCode()).isEqualTo(200);
        assertThat(seen).containsExactly(CALL.formatted("good"));
    }

    @Test
    void theNameIsReadTheWayTheServerReadsIt() throws Exception {
        assertThat(world.post("one", CALL.formatted("ev\\u0069l")).statusCode()).isEqualTo(403);
        String twice = CALL.formatted("good").replace("\"arguments\"", "\"name\":\"evil\",\"arguments\"");
        assertThat(world.post("one", twice).statusCode()).isEqualTo(400);
        assertThat(world.post("one", "[" + CALL.formatted("evil") + "]").statusCode())
                .isEqualTo(400);
        assertThat(seen).isEmpty();
    }

    @Test
    void itsListIsToldFromWhatWasApprovedInBothEras() throws Exception {
        assertThat(json(world.post("one", LIST)).at("/result/tools/0/name").asText())
                .isEqualTo("good");
        JsonNode modern =
                json(world.post("one", LIST, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list"));
        assertThat(modern.at("/result/tools")).hasSize(1);
        assertThat(modern.at("/result/resultType").asText()).isEqualTo("complete");
        assertThat(seen).isEmpty();

        world.sleepers.offer = null;
        assertThat(world.post("one", LIST).statusCode()).as("not known now").isEqualTo(503);
    }

    @Test
    void aSleeperIsNotWokenForIt() throws Exception {
        world.asleep("one", new Nap("one", InstanceState.SLEEPING, Reason.IDLE, "", Instant.EPOCH));
        assertThat(world.post("one", CALL.formatted("evil")).statusCode()).isEqualTo(403);
        assertThat(world.sleepers.wakes).hasValue(0);

        world.sleepers.waking = server -> world.route("one", TestingGateway.mcp(server()));
        assertThat(world.post("one", CALL.formatted("good")).statusCode()).isEqualTo(200);
        assertThat(world.sleepers.wakes).hasValueGreaterThan(0);
    }

    @Test
    void whatItsCallerSpeaksAndItDoesNotIsBridgedAllTheSame() throws Exception {
        world.route("one", Eras.LEGACY, TestingGateway.mcp(server()));
        String meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}},";
        world.post(
                "one",
                CALL.formatted("good").replace("\"arguments\"", meta + "\"arguments\""),
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                "tools/call",
                "Mcp-Name",
                "good");

        assertThat(List.copyOf(seen).get(0)).contains("\"initialize\"");
    }

    @Test
    void withoutHeldToolsNothingIsRead() throws Exception {
        world.listing =
                new TestingListing().with("one", "api", "legacy", "", "good").made();
        assertThat(world.listing.held()).isEqualTo(Map.of());

        assertThat(world.post("one", "[" + CALL.formatted("evil") + "]").statusCode())
                .isEqualTo(200);
    }
}
