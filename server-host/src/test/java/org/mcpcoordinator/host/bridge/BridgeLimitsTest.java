package org.mcpcoordinator.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Json;

/** What one program, or one client, may take of the bridge that all share. */
class BridgeLimitsTest extends TestingBridge {
    @Test
    void aProgramThatCannotBeGreetedAnswersThoseWhoWaitAndThoseWhoComeLater() throws Exception {
        TestingClient client = child("legacy", "rude");

        assertThat(client.call("1", "echo", "{}").last().toString()).contains("neither server/discover nor initialize");
        assertThat(client.call("2", "echo", "{}").status()).isEqualTo(503);
        assertThat(met).isEmpty();
    }

    @Test
    void aProgramThatSpokeTheLegacyEraAndNowRefusesAllIsGivenUp() throws Exception {
        child("legacy").call("1", "echo", "{}");
        assertThat(met).hasSize(1);

        TestingClient client = child("legacy", "rude");

        assertThat(client.call("1", "echo", "{}").last().toString()).contains("neither server/discover nor initialize");
        assertThat(client.call("2", "echo", "{}").status()).isEqualTo(503);
    }

    @Test
    void whatIsAnnouncedTakesRoomBeforeItComes() throws Exception {
        child("legacy");
        try (Socket slow = new Socket("127.0.0.1", bridge.port())) {
            slow.getOutputStream()
                    .write(("POST " + Bridge.path("alpha", 0, 0) + " HTTP/1.1\r\nHost: 127.0.0.1:" + bridge.port()
                                    + "\r\nAuthorization: Bearer " + bridge.secret()
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 8000000\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));

            until("room is taken", () -> bridge.budget().left() == Budget.MOST - 8_000_000L * Budget.READ);
        }
        until("all is given back", () -> bridge.budget().left() == Budget.MOST);
    }

    @Test
    void whoLeftBeforeTheGreetingIsNotCarried() throws Exception {
        TestingClient client = child("legacy", "mute");
        List<CompletableFuture<HttpResponse<byte[]>>> impatient = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            impatient.add(TestingClient.HTTP.sendAsync(
                    client.post(TestingClient.callBody("1", "echo", "{}")).build(),
                    HttpResponse.BodyHandlers.ofByteArray()));
        }
        until("they wait", () -> program.waiting() == 5);
        impatient.forEach(call -> call.cancel(true));
        until("the bridge has noticed", () -> program.waiting() == 0);

        assertThat(client.call("2", "calls", "{}").text()).isEqualTo("1");
    }

    @Test
    void aProgramThatHoldsItsLockHoldsUpNoOther() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        serve("beta", "legacy");
        TestingClient other = client("beta").initialize("2025-06-18", "{}");
        CountDownLatch diskIsBack = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        slow = () -> {
            held.countDown();
            try {
                diskIsBack.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        };
        CompletableFuture<TestingClient.Got> first = client.sendLater(TestingClient.callBody("1", "broken", "{}"));
        assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
        List<CompletableFuture<TestingClient.Got>> waiting = new ArrayList<>();
        for (int i = 2; i < 20; i++) {
            waiting.add(client.sendLater(TestingClient.callBody(String.valueOf(i), "echo", "{}")));
        }

        for (int i = 0; i < 20; i++) {
            assertThat(other.call("1", "echo", "{\"n\": " + i + "}").text()).isEqualTo("{\"n\":" + i + "}");
        }
        assertThat(first).isNotDone();
        diskIsBack.countDown();
        assertThat(first.join().text()).isEqualTo("broken");
        for (CompletableFuture<TestingClient.Got> call : waiting) {
            assertThat(call.join().text()).isEqualTo("{}");
        }
    }

    @Test
    void aMessageOfMillionsOfValuesIsRefusedOnBothWays() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        assertThat(client.call("1", "many", "{\"size\": 4000000}")
                        .last()
                        .at("/error/message")
                        .asText())
                .contains("more than " + Lines.MOST_TOKENS + " values");
        TestingClient.Got refused = client.call("2", "echo", "[" + "0,".repeat(4_000_000) + "0]");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.last().toString()).contains("values in it");
        assertThat(client.call("3", "many", "{\"size\": 1000}").last().at("/result/content"))
                .hasSize(1001);
    }

    @Test
    void whereTooMuchIsUnderWayLargeThingsAreRefusedAndSmallOnesGoOn() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        assertThat(client.call("1", "huge", "{\"size\": 3000000}").text()).hasSize(3_000_000);
        String large = "{\"text\": \"" + "x".repeat(100_000) + "\"}";
        assertThat(client.call("2", "echo", large).text()).hasSize(100_011);
        until("all is given back", () -> bridge.budget().left() == Budget.MOST);

        assertThat(bridge.budget().take(Budget.MOST)).isTrue();

        assertThat(client.call("3", "echo", large).status()).isEqualTo(503);
        assertThat(client.call("4", "huge", "{\"size\": 3000000}").last().toString())
                .contains("no room for it");
        assertThat(client.call("5", "echo", "{}").text()).isEqualTo("{}");
        bridge.budget().give(Budget.MOST);
        assertThat(client.call("6", "echo", large).text()).hasSize(100_011);
        until("all is given back", () -> bridge.budget().left() == Budget.MOST);
    }

    @Test
    void whoDoesNotReadWhatAChattyProgramSaysIsCutOffAndHoldsUpNobody() throws Exception {
        TestingClient quiet = child("legacy").initialize("2025-06-18", "{}");
        TestingClient caller = client().initialize("2025-06-18", "{}");
        try (Socket lazy = new Socket("127.0.0.1", bridge.port())) {
            lazy.setSoTimeout(30_000);
            lazy.getOutputStream()
                    .write(("GET " + Bridge.path("alpha", 0, 0) + " HTTP/1.1\r\nHost: 127.0.0.1:" + bridge.port()
                                    + "\r\nAuthorization: Bearer " + bridge.secret() + "\r\nMcp-Session-Id: "
                                    + quiet.session.orElseThrow() + "\r\nAccept: text/event-stream\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(lazy.getInputStream().read()).isEqualTo('H');
            CompletableFuture<TestingClient.Got> flood =
                    caller.sendLater(TestingClient.callBody("1", "flood", "{\"count\": 40000}"));

            assertThat(caller.legacy("{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"ping\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(flood.join().text()).isEqualTo("flooded");

            long bytes = 0;
            byte[] buffer = new byte[64 << 10];
            try {
                for (int count = lazy.getInputStream().read(buffer);
                        count >= 0;
                        count = lazy.getInputStream().read(buffer)) {
                    bytes += count;
                }
            } catch (java.net.SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            assertThat(bytes).isLessThan(40_000_000);
        }
        until("all is given back", () -> bridge.budget().left() == Budget.MOST);
    }

    @Test
    void oneWhoListensForManyResourcesLeavesRoomForOthers() throws Exception {
        TestingClient client = child("legacy", "lazy");
        ObjectNode wanted = Json.object();
        ArrayNode uris = wanted.putObject("notifications").putArray("resourceSubscriptions");
        for (int i = 0; i < 1_000; i++) {
            uris.add("test://" + i);
        }
        try (TestingClient.Flow flow = client.modernFlow(42, "subscriptions/listen", wanted)) {
            assertThat(flow.next().at("/params/notifications/resourceSubscriptions"))
                    .as("what is honoured is told")
                    .hasSize(Session.MOST_SUBSCRIPTIONS);
            List<CompletableFuture<TestingClient.Got>> calls = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                calls.add(client.sendLater(TestingClient.callBody(String.valueOf(i), "echo", "{}")));
            }
            for (CompletableFuture<TestingClient.Got> call : calls) {
                assertThat(call.join().text()).isEqualTo("{}");
            }
        }
    }

    @Test
    void aLogMessageIsToldToNobodyWhereItCannotBeToldWhoseItIs() throws Exception {
        TestingClient first = child("legacy").initialize("2025-06-18", "{}");
        TestingClient second = client().initialize("2025-06-18", "{}");
        TestingClient third = client().initialize("2025-06-18", "{}");
        try (TestingClient.Flow listening = third.listen()) {
            CompletableFuture<TestingClient.Got> never = first.sendLater(TestingClient.callBody("1", "never", "{}"));
            until("it is under way", () -> program.open() == 1);

            assertThat(second.call("2", "log", "{}").messages()).hasSize(1);
            third.call("3", "change", "{}");

            assertThat(listening.next().path("method").asText()).isEqualTo("notifications/tools/list_changed");
            never.cancel(true);
        }
    }

    @Test
    void sessionsInUseStayAndThoseThatGoAreSubscribedNoLonger() throws Exception {
        TestingClient busy = child("legacy").initialize("2025-06-18", "{}");
        TestingClient idle = client().initialize("2025-06-18", "{}");
        subscribe(busy, "test://kept");
        subscribe(idle, "test://gone");
        try (TestingClient.Flow listening = busy.listen()) {
            for (int i = 0; i < Sessions.MOST; i++) {
                client().initialize("2025-06-18", "{}");
            }

            assertThat(idle.call("1", "echo", "{}").status()).isEqualTo(404);
            assertThat(busy.call("1", "unsubscribed", "{}").text()).isEqualTo("[test://gone]");
            assertThat(listening.isEmpty()).isTrue();
        }
    }

    @Test
    void aSessionKeepsNoMoreThanItMayTellAndWatch() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        String large = "{\"experimental\": {\"x\": \"" + "x".repeat(Session.MOST_TOLD) + "\"}}";
        TestingClient.Got refused = client.legacy("""
                {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
                 "capabilities": %s, "clientInfo": {"name": "t", "version": "1"}}}""".formatted(large));
        assertThat(refused.session()).isEmpty();
        assertThat(refused.last().at("/error/code").asInt()).isEqualTo(-32602);
        for (int i = 0; i < Session.MOST_SUBSCRIPTIONS; i++) {
            assertThat(subscribe(client, "test://" + i).has("result")).isTrue();
        }
        assertThat(subscribe(client, "test://more").at("/error/message").asText())
                .contains("may watch");
    }

    @Test
    void aModernProgramsEndOfASubscriptionNamesTheClientsRequest() throws Exception {
        TestingClient client = child("modern");
        ObjectNode wanted = Json.object();
        wanted.putObject("notifications").put("toolsListChanged", true);
        try (TestingClient.Flow flow = client.modernFlow(42, "subscriptions/listen", wanted)) {
            assertThat(flow.next().path("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
            ObjectNode finish = Json.object().put("name", "finish");
            finish.putObject("arguments");
            client.modern("tools/call", finish);

            JsonNode ended = flow.next();
            assertThat(ended.path("id").asInt()).isEqualTo(42);
            assertThat(ended.at("/result/_meta/io.modelcontextprotocol~1subscriptionId")
                            .asInt())
                    .isEqualTo(42);
        }
    }

    @Test
    void questionsOfCallsThatAreOverAreNotKept() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{\"elicitation\": {}}");
        for (int i = 0; i < 70; i++) {
            assertThat(client.call(String.valueOf(i), "ask-in-vain", "{}").text())
                    .isEqualTo("did not wait");
        }
        try (TestingClient.Flow flow = client.flow(TestingClient.callBody("\"last\"", "ask", "{}"))) {
            assertThat(flow.next().path("method").asText()).isEqualTo("elicitation/create");
        }
    }

    @Test
    void whoWaitsForAProgramOfWhichNothingIsLeftHearsSo() throws Exception {
        TestingClient client = child("legacy", "stubborn").initialize("2025-06-18", "{}");
        CompletableFuture<TestingClient.Got> never = client.sendLater(TestingClient.callBody("1", "never", "{}"));
        until("it is under way", () -> program.open() == 1);

        bridge.leave(Bridge.path("alpha", 0, 0), program);

        assertThat(never.join().last().at("/error/message").asText()).contains("ended while this was under way");
        assertThat(children.get(0).isAlive())
                .as("as if something else held its pipes")
                .isTrue();
    }

    private static JsonNode subscribe(TestingClient client, String uri) throws Exception {
        return client.legacy(
                        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"resources/subscribe\", \"params\": {\"uri\": \""
                                + uri + "\"}}")
                .last();
    }
}
