package org.mcpcoordinator.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Json;

/** Real programs on real pipes, called over HTTP by clients of both eras. */
class BridgeTest extends TestingBridge {
    @Test
    void aLegacyClientCallsALegacyProgramThroughASessionOfItsOwn() throws Exception {
        TestingClient client = child("legacy");
        TestingClient.Got hello = client.legacy("""
                {"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {"protocolVersion": "2025-11-25",
                 "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}""");

        assertThat(hello.status()).isEqualTo(200);
        assertThat(hello.last().path("id").asText()).isEqualTo("a");
        assertThat(hello.last().path("result").path("protocolVersion").asText())
                .as("no newer one than the program speaks")
                .isEqualTo("2025-06-18");
        assertThat(hello.last().path("result").path("instructions").asText()).isEqualTo("be kind");
        client.session = hello.session();
        assertThat(client.session).isPresent();
        assertThat(client.legacy("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
                        .status())
                .isEqualTo(202);
        TestingClient.Got exact = client.call("1", "exact", "{\"n\": 1.10, \"big\": 1e400}");
        assertThat(exact.text())
                .as("numbers keep their digits on the way in")
                .contains("\"n\":1.10,", "\"big\":1E+400}");
        assertThat(exact.last().path("result").toString())
                .as("and on the way out")
                .contains("\"n\":1.10,", "\"big\":1E+400,");
        assertThat(client.call("\"x\"", "initializes", "{}").text()).isEqualTo("1 true");
        assertThat(met).containsExactly(Era.LEGACY);
    }

    @Test
    void idsAreReplacedOnThePipeAndComeBackWithTheirType() throws Exception {
        TestingClient first = child("legacy").initialize("2025-06-18", "{}");
        TestingClient second = client().initialize("2025-03-26", "{}");

        List<CompletableFuture<TestingClient.Got>> got = new ArrayList<>();
        for (int turn = 0; turn < 20; turn++) {
            got.add(first.sendLater(TestingClient.callBody(String.valueOf(turn), "echo", "{\"from\": " + turn + "}")));
            got.add(second.sendLater(TestingClient.callBody("\"" + turn + "\"", "echo", "{\"of\": " + turn + "}")));
        }

        for (int at = 0; at < got.size(); at++) {
            TestingClient.Got answer = got.get(at).join();
            assertThat(answer.last().path("id").isTextual()).isEqualTo(at % 2 == 1);
            assertThat(answer.last().path("id").asText()).isEqualTo(String.valueOf(at / 2));
            assertThat(answer.text()).isEqualTo((at % 2 == 1 ? "{\"of\":" : "{\"from\":") + at / 2 + "}");
        }
    }

    @Test
    void progressComesOnTheStreamOfItsCallWithTheClientsOwnToken() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        TestingClient.Got got = client.legacy("""
                {"jsonrpc": "2.0", "id": 5, "method": "tools/call",
                 "params": {"name": "progress", "arguments": {}, "_meta": {"progressToken": "mine"}}}""");

        assertThat(got.type()).startsWith("text/event-stream");
        assertThat(got.messages()).hasSize(4);
        assertThat(got.messages().get(0).path("params").path("progressToken").asText())
                .isEqualTo("mine");
        assertThat(got.text()).isEqualTo("done");
    }

    @Test
    void aModernClientCallsALegacyProgram() throws Exception {
        TestingClient client = child("legacy");

        JsonNode discovered =
                client.modern("server/discover", Json.object()).last().path("result");
        TestingClient.Got list = client.modern("tools/list", Json.object());
        ObjectNode params = Json.object().put("name", "progress");
        params.putObject("arguments");
        params.putObject("_meta").put("progressToken", 99);
        TestingClient.Got call = client.modern("tools/call", params);

        assertThat(discovered.path("supportedVersions").get(0).asText()).isEqualTo("2026-07-28");
        assertThat(discovered
                        .path("_meta")
                        .path("io.modelcontextprotocol/serverInfo")
                        .path("name")
                        .asText())
                .isEqualTo("child");
        assertThat(list.last().path("result").path("resultType").asText()).isEqualTo("complete");
        assertThat(list.last().path("result").path("cacheScope").asText()).isEqualTo("private");
        assertThat(call.messages().get(0).path("params").path("progressToken").asInt())
                .isEqualTo(99);
        assertThat(call.text()).isEqualTo("done");
        assertThat(client.modern("ping", Json.object()).status()).isEqualTo(404);
        ObjectNode seen = Json.object().put("name", "seen");
        seen.putObject("arguments");
        assertThat(client.modern("tools/call", seen).text()).doesNotContain("io.modelcontextprotocol");
    }

    @Test
    void aModernClientsHeadersMustAgreeWithItsBody() throws Exception {
        TestingClient client = child("legacy");
        HttpRequest.Builder other =
                client.modernPost(1, "tools/list", Json.object()).setHeader("Mcp-Method", "tools/call");

        TestingClient.Got got = TestingClient.read(TestingClient.send(other));

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.last().path("error").path("code").asInt()).isEqualTo(-32020);
    }

    @Test
    void clientsOfBothErasCallAModernProgram() throws Exception {
        TestingClient modern = child("modern");
        ObjectNode params = Json.object().put("name", "seen");
        params.putObject("arguments");
        TestingClient.Got seen = modern.modern("tools/call", params);
        TestingClient legacy = client().initialize("2025-11-25", "{}");

        assertThat(seen.text()).contains("io.modelcontextprotocol/protocolVersion");
        assertThat(met).containsExactly(Era.MODERN);
        TestingClient.Got call = legacy.call("4", "seen", "{}");
        assertThat(call.text()).contains("\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\"");
        assertThat(call.last().path("result").has("resultType")).isFalse();
        assertThat(legacy.legacy("{\"jsonrpc\": \"2.0\", \"id\": 5, \"method\": \"ping\"}")
                        .last()
                        .has("result"))
                .isTrue();
    }

    @Test
    void silenceToDiscoveryMeansTheLegacyEra() throws Exception {
        TestingClient client = child("legacy", "mute");

        assertThat(client.modern("tools/list", Json.object()).status()).isEqualTo(200);
        assertThat(met).containsExactly(Era.LEGACY);
    }

    @Test
    void aQuestionOfALegacyProgramReachesTheClientThatCalls() throws Exception {
        TestingClient other = child("legacy").initialize("2025-06-18", "{\"elicitation\": {}}");
        TestingClient client = client().initialize("2025-06-18", "{\"elicitation\": {}}");
        try (TestingClient.Flow quiet = other.listen();
                TestingClient.Flow flow = client.flow(TestingClient.callBody("8", "ask", "{}"))) {
            JsonNode question = flow.next();
            assertThat(question.path("method").asText()).isEqualTo("elicitation/create");

            TestingClient.Got told = client.legacy("{\"jsonrpc\": \"2.0\", \"id\": " + question.path("id")
                    + ", \"result\": {\"action\": \"accept\"}}");

            assertThat(told.status()).isEqualTo(202);
            assertThat(flow.next()
                            .path("result")
                            .path("content")
                            .path(0)
                            .path("text")
                            .asText())
                    .isEqualTo("the client said {\"action\":\"accept\"}");
            assertThat(quiet.isEmpty()).isTrue();
        }
    }

    @Test
    void aQuestionIsRefusedWhereItCannotBeToldWhoIsAsked() throws Exception {
        TestingClient first = child("legacy").initialize("2025-06-18", "{\"elicitation\": {}}");
        TestingClient second = client().initialize("2025-06-18", "{\"elicitation\": {}}");
        CompletableFuture<TestingClient.Got> never = first.sendLater(TestingClient.callBody("1", "never", "{}"));
        until("both are under way", () -> program.open() > 0);

        assertThat(second.call("2", "ask", "{}").text()).contains("several clients are calling");
        never.cancel(true);
    }

    @Test
    void aClientWithoutTheCapabilityIsNotAsked() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        assertThat(client.call("1", "ask", "{}").text()).contains("does not offer elicitation/create");
        ObjectNode params = Json.object().put("name", "ask");
        params.putObject("arguments");
        assertThat(client().modern("tools/call", params).text()).contains("cannot be asked");
    }

    @Test
    void whatAModernProgramNeedsIsAskedOfALegacyClientAndOfAModernOneByItsResult() throws Exception {
        TestingClient client = child("modern").initialize("2025-11-25", "{\"elicitation\": {}}");
        try (TestingClient.Flow flow = client.flow(TestingClient.callBody("8", "ask", "{}"))) {
            JsonNode question = flow.next();
            client.legacy("{\"jsonrpc\": \"2.0\", \"id\": " + question.path("id")
                    + ", \"result\": {\"action\": \"accept\"}}");

            assertThat(flow.next()
                            .path("result")
                            .path("content")
                            .path(0)
                            .path("text")
                            .asText())
                    .isEqualTo("answered {\"action\":\"accept\"} in state-1");
        }
        ObjectNode params = Json.object().put("name", "ask");
        params.putObject("arguments");
        assertThat(client().modern("tools/call", params)
                        .last()
                        .path("result")
                        .path("resultType")
                        .asText())
                .isEqualTo("input_required");
    }

    @Test
    void whatBelongsToNoCallReachesAllThatListen() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        TestingClient other = client().initialize("2025-06-18", "{}");
        other.legacy(
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"resources/subscribe\", \"params\": {\"uri\": \"test://a\"}}");
        ObjectNode wanted = Json.object();
        wanted.putObject("notifications")
                .put("toolsListChanged", true)
                .putArray("resourceSubscriptions")
                .add("test://a");
        try (TestingClient.Flow one = client.listen();
                TestingClient.Flow two = other.listen();
                TestingClient.Flow three = client().modernFlow(42, "subscriptions/listen", wanted)) {
            assertThat(three.next().path("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
            assertThat(client.listen().status).as("one stream for each session").isEqualTo(409);

            client.call("1", "change", "{}");
            client.call("2", "update", "{\"uri\": \"test://a\"}");

            assertThat(one.next().path("method").asText()).isEqualTo("notifications/tools/list_changed");
            assertThat(two.next().path("method").asText()).isEqualTo("notifications/tools/list_changed");
            assertThat(two.next().path("method").asText()).isEqualTo("notifications/resources/updated");
            JsonNode changed = three.next();
            assertThat(changed.path("method").asText()).isEqualTo("notifications/tools/list_changed");
            assertThat(changed.path("params")
                            .path("_meta")
                            .path("io.modelcontextprotocol/subscriptionId")
                            .asInt())
                    .isEqualTo(42);
            assertThat(three.next().path("method").asText()).isEqualTo("notifications/resources/updated");
            assertThat(one.isEmpty())
                    .as("who has not subscribed hears nothing of it")
                    .isTrue();
        }
    }

    @Test
    void legacySessionsHearWhatAModernProgramTells() throws Exception {
        TestingClient client = child("modern").initialize("2025-11-25", "{}");
        try (TestingClient.Flow flow = client.listen()) {
            client.call("1", "change", "{}");

            assertThat(flow.next().path("method").asText()).isEqualTo("notifications/tools/list_changed");
        }
    }

    @Test
    void logMessagesComeAtTheLevelTheClientWants() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        assertThat(client.call("1", "log", "{}").messages()).hasSize(3);
        client.legacy(
                "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"logging/setLevel\", \"params\": {\"level\": \"error\"}}");
        ObjectNode params = Json.object().put("name", "log");
        params.putObject("arguments");

        assertThat(client.call("3", "log", "{}").messages()).hasSize(2);
        assertThat(client().modern("tools/call", params.deepCopy()).messages()).hasSize(1);
        params.putObject("_meta").put("io.modelcontextprotocol/logLevel", "debug");
        assertThat(client().modern("tools/call", params).messages()).hasSize(3);
    }
}
