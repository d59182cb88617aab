package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.routing.Nap;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.standby.Offer;

/** What nobody gets who is not meant: sessions, questions, parked calls. */
class EraTrustTest {
    private static final String MODERN = "2026-07-28";
    private static final String LEGACY = "2025-11-25";
    private final TestingGateway testing = new TestingGateway();

    @AfterEach
    void close() throws Exception {
        testing.close();
    }

    private OneEraServer server(Eras eras) {
        OneEraServer server = new OneEraServer(eras == Eras.MODERN);
        testing.route("s", eras, mcp(testing.blocking(server::handle)));
        return server;
    }

    private AnyClient client(String revision, String caller) {
        return new AnyClient(testing, "s", revision, caller, true);
    }

    private static int code(AnyClient.Talk talk) {
        return talk.answer().path("error").path("code").asInt();
    }

    @Test
    void aSessionOfOursIsForWhoeverOpenedItAndEndsWithDelete() throws Exception {
        server(Eras.MODERN);
        AnyClient ada = client(LEGACY, "ada");
        ada.connect();
        String session = String.valueOf(ada.session());
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        assertThat(testing.post("s", ping, "Mcp-Session-Id", session).statusCode())
                .isEqualTo(200);
        HttpResponse<String> bobs = testing.post("s", ping, "Mcp-Session-Id", session, "Test-Caller", "bob");
        assertThat(bobs.statusCode()).as(bobs.body()).isEqualTo(404);
        testing.client.send(
                testing.request("/mcp/s/s")
                        .header("Mcp-Session-Id", session)
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(testing.post("s", ping, "Mcp-Session-Id", session).statusCode())
                .isEqualTo(404);
    }

    @Test
    void callersDoNotShareASessionAtTheServerAndAllEndWithTheGateway() throws Exception {
        OneEraServer server = server(Eras.LEGACY);
        client(MODERN, "ada").tool("echo", "{}");
        client(MODERN, "ada").tool("echo", "{}");
        client(MODERN, "bob").tool("echo", "{}");
        assertThat(server.sessions).hasSize(2);
        assertThat(server.asked).filteredOn("initialize"::equals).hasSize(2);
        testing.gateway.close();
        TestingGateway.until(server.sessions::isEmpty);
    }

    @Test
    void whoCanBeAskedEverythingInTurnPushesOutNobodysSessionButHisOwn() throws Exception {
        OneEraServer server = server(Eras.LEGACY);
        client(MODERN, "bob").tool("echo", "{}");
        assertThat(server.sessions).containsExactly("session-1");
        for (int i = 0; i < 1_010; i++) {
            AnyClient eve = client(MODERN, "eve");
            eve.can = "{\"elicitation\":{\"form\":" + i + "}}";
            eve.tool("echo", "{}");
        }

        TestingGateway.until(() -> server.sessions.size() <= 1_001);
        assertThat(server.sessions).contains("session-1");
    }

    @Test
    void aServerHearsOnlyOfWhatItsClientHasDeclared() throws Exception {
        OneEraServer server = server(Eras.LEGACY);
        AnyClient silent = new AnyClient(testing, "s", MODERN, "ada", false);
        assertThat(silent.tool("ask", "{}").text()).isEqualTo("hello nobody");
        assertThat(server.capabilities.values())
                .allSatisfy(one -> assertThat(one).isEmpty());
        assertThat(client(MODERN, "ada").tool("ask", "{}").text()).isEqualTo("hello ada");
        assertThat(server.sessions).hasSize(2);
    }

    @Test
    void aLegacyClientThatCannotBeAskedHearsWhyTheToolFailed() throws Exception {
        server(Eras.MODERN);
        AnyClient silent = new AnyClient(testing, "s", LEGACY, "ada", false);
        silent.connect();
        AnyClient.Talk talk = silent.tool("ask", "{}");
        assertThat(talk.answer().path("result").path("isError").asBoolean()).isTrue();
        assertThat(talk.text()).contains("elicitation");
    }

    @Test
    void whatTheServerHasForgottenIsOpenedAnewAndTheCallIsMadeOnce() throws Exception {
        OneEraServer server = server(Eras.LEGACY);
        AnyClient ada = client(MODERN, "ada");
        ada.tool("echo", "{}");
        server.sessions.clear();
        assertThat(ada.tool("echo", "{\"text\":\"again\"}").text()).isEqualTo("again");
        assertThat(server.asked).filteredOn("initialize"::equals).hasSize(2);
    }

    @Test
    void aStateLeadsToItsOwnCallOnlyAndOnce() throws Exception {
        OneEraServer server = server(Eras.LEGACY);
        AnyClient ada = client(MODERN, "ada");
        ada.name = null;
        JsonNode asked = ada.tool("ask", "{}").answer().path("result");
        assertThat(asked.path("resultType").asText()).isEqualTo("input_required");
        String state = asked.path("requestState").asText();
        ObjectNode retry = params("{\"name\":\"ask\",\"arguments\":{}}");
        retry.put("requestState", state)
                .set("inputResponses", params("{\"q1\":{\"action\":\"accept\",\"content\":{\"name\":\"eve\"}}}"));

        assertThat(code(client(MODERN, "bob").ask("tools/call", retry)))
                .as("another caller")
                .isEqualTo(-32602);
        ObjectNode other = retry.deepCopy();
        other.putObject("arguments").put("amount", 1000);
        assertThat(code(ada.ask("tools/call", other))).as("other arguments").isEqualTo(-32602);
        assertThat(code(ada.ask("tools/call", retry.deepCopy().put("requestState", state + "x"))))
                .as("another seal")
                .isEqualTo(-32602);
        AnyClient.Talk lost = ada.ask("tools/call", retry.deepCopy().put("requestState", "elsewhere.1.x"));
        assertThat(code(lost)).as("another node").isEqualTo(7003);
        assertThat(lost.answer().path("error").path("message").asText()).contains("may have been carried out");

        ObjectNode wrong = retry.deepCopy();
        wrong.set("inputResponses", params("{\"q7\":{}}"));
        JsonNode again = ada.ask("tools/call", wrong).answer().path("result");
        assertThat(again.path("resultType").asText()).as("asked again").isEqualTo("input_required");
        assertThat(code(ada.ask("tools/call", retry))).as("a state of before").isEqualTo(-32602);
        retry.set("requestState", again.get("requestState"));
        assertThat(ada.ask("tools/call", retry).text()).isEqualTo("hello eve");
        assertThat(server.asked).filteredOn("tools/call"::equals).hasSize(1);
        TestingGateway.until(() -> testing.figures.inFlight() == 0);
    }

    @Test
    void whatAModernRequestLacksIsSaidHere() throws Exception {
        OneEraServer server = server(Eras.LEGACY);
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";
        HttpResponse<String> bare = testing.post("s", list, "MCP-Protocol-Version", MODERN);
        assertThat(bare.statusCode()).isEqualTo(400);
        assertThat(bare.body()).contains("-32020");
        HttpResponse<String> empty =
                testing.post("s", list, "MCP-Protocol-Version", MODERN, "Mcp-Method", "tools/list");
        assertThat(empty.body()).contains("-32602");
        HttpResponse<String> later =
                testing.post("s", list, "MCP-Protocol-Version", "2027-01-01", "Mcp-Method", "tools/list");
        assertThat(later.body()).contains("-32022", MODERN);
        assertThat(server.asked).isEmpty();
    }

    @Test
    void whereNothingIsKnownNothingIsChanged() throws Exception {
        OneEraServer server = server(Eras.UNKNOWN);
        assertThat(client(MODERN, "ada").tool("echo", "{}").status()).isEqualTo(400);
        assertThat(server.asked).containsExactly("tools/call");
    }

    @Test
    void aSleepingServerOfTheOtherEraIsWokenAndAsked() throws Exception {
        URI there = mcp(testing.blocking(new OneEraServer(false)::handle));
        testing.sleepers.offer = new Offer(
                "hash", null, params("{\"capabilities\":{\"tools\":{}}}"), null, null, null, null, Instant.EPOCH);
        testing.sleepers.waking = server ->
                testing.routeCopies(server, List.of(new Route(server, 0, there, Map.of(), "process-1", Eras.LEGACY)));
        testing.asleep("s", new Nap("hash", InstanceState.SLEEPING, Reason.UNKNOWN, "", Instant.EPOCH));
        assertThat(client(MODERN, "ada").tool("echo", "{\"text\":\"up\"}").text())
                .isEqualTo("up");
    }
}
