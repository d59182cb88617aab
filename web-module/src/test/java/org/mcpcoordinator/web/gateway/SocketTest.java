package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;

import com.fasterxml.jackson.databind.JsonNode;
import io.undertow.Handlers;
import io.undertow.Undertow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.web.door.Passes;
import org.mcpcoordinator.web.gateway.socket.Sockets;

/** MCP over WebSocket, in both eras and within its bounds. */
class SocketTest {
    private static final String ME = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}";

    private final TestingGateway testing = new TestingGateway();
    private final Sockets sockets = new Sockets();
    private final Passes passes = new Passes();

    @AfterEach
    void close() throws Exception {
        sockets.close();
        testing.close();
    }

    /** A client; it reads only as long as it is told to. */
    private final class Client implements WebSocket.Listener {
        final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder piece = new StringBuilder();
        private final boolean reads;
        private final WebSocket socket;

        Client(URI address, boolean reads) {
            this.reads = reads;
            Caller ada = new Caller("ada", Role.VIEWER, "bearer");
            Undertow front = testing.started(Handlers.websocket((exchange, channel) ->
                    sockets.open(channel, address, "127.0.0.1", passes.give(ada, Optional.empty(), Instant.EPOCH))));
            this.socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + TestingGateway.port(front) + "/ws/mcp"), this)
                    .join();
        }

        @Override
        public void onOpen(WebSocket opened) {
            if (reads) {
                opened.request(1);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            piece.append(data);
            if (last) {
                heard.add(params(piece.toString()));
                piece.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable broken) {
            closed.complete(1006);
        }

        void say(String text) {
            socket.sendText(text, true).join();
        }

        JsonNode next() throws Exception {
            JsonNode message = heard.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            return message;
        }
    }

    private Client own() {
        testing.gateway.bridge().serve(new OwnTest.AskingServer());
        return new Client(testing.at("/mcp/s/coordinator"), true);
    }

    @Test
    void aLegacyClientIsGreetedServedAndAskedOnOneConnection() throws Exception {
        Client client = own();
        client.say(
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{\"elicitation\":{}},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}");
        assertThat(client.next().at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
        client.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        client.say("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}");
        assertThat(client.next().at("/result/tools/0/name").asText()).isEqualTo("whoami");
        client.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}");
        JsonNode question = client.next();
        assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
        client.say("{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id")
                + ",\"result\":{\"action\":\"accept\",\"content\":{}}}");
        JsonNode answer = client.next();
        assertThat(answer.path("id").asInt()).isOne();
        assertThat(answer.at("/result/content/0/text").asText()).isEqualTo("ada VIEWER bearer");
        client.say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"initialize\",\"params\":{}}");
        assertThat(client.next().at("/error/message").asText()).contains("has been greeted");
    }

    @Test
    void aClientOfTheNewestRevisionNeedsNoGreeting() throws Exception {
        Client client = own();
        client.say(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"," + ME + "}}");
        JsonNode asked = client.next().path("result");
        assertThat(asked.path("resultType").asText()).isEqualTo("input_required");
        client.say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\","
                + "\"requestState\":" + asked.path("requestState")
                + ",\"inputResponses\":{\"k\":{\"action\":\"accept\"}}," + ME + "}}");
        assertThat(client.next().at("/result/content/0/text").asText()).isEqualTo("ada VIEWER bearer");
    }

    @Test
    void whatIsNoMessageIsAnsweredAndTheConnectionGoesOn() throws Exception {
        Client client = own();
        client.say("so what");
        assertThat(client.next().at("/error/code").asInt()).isEqualTo(-32700);
        client.say("[]");
        assertThat(client.next().at("/error/code").asInt()).isEqualTo(-32600);
        client.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" + ME + "}}");
        assertThat(client.next().at("/result/instructions").asText()).isEqualTo("be bold");
    }

    @Test
    void messagesThatAreTooLongOrNoTextEndTheConnection() throws Exception {
        Client client = own();
        TestingGateway.until(() -> sockets.count() == 1);
        CompletableFuture<WebSocket> unused = client.socket.sendText("x".repeat(5 << 20), true);
        TestingGateway.until(() -> sockets.count() == 0);
        Client other = own();
        other.socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();
        assertThat(other.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1003);
    }

    @Test
    void soManyRequestsWaitAndNoMoreAndTheyEndWithTheirConnection() throws Exception {
        ServerSocket silent = testing.socket();
        Client client = new Client(TestingGateway.mcp(silent.getLocalPort()), true);
        BlockingQueue<Socket> opened = new LinkedBlockingQueue<>();
        CompletableFuture<Void> accepting = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 64; i++) {
                    opened.add(silent.accept());
                }
            } catch (IOException over) {
                throw new UncheckedIOException(over);
            }
        });
        for (int i = 0; i < 65; i++) {
            client.say("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"tools/list\"}");
        }
        JsonNode refused = client.next();
        assertThat(refused.path("id").asInt()).isEqualTo(64);
        assertThat(refused.at("/error/message").asText()).contains("64 requests");
        client.say("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}");
        assertThat(client.next().at("/error/message").asText()).contains("this id");
        accepting.get(10, TimeUnit.SECONDS);
        client.socket.sendClose(1000, "").join();
        TestingGateway.until(() -> sockets.count() == 0);
        for (Socket each : opened) {
            each.setSoTimeout(10_000);
            assertThat(each.getInputStream().readAllBytes()).isNotEmpty();
            each.close();
        }
    }

    @Test
    void whoeverDoesNotReadIsCutOff() throws Exception {
        byte[] event = ("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"data\":\""
                        + "x".repeat(1 << 20) + "\"}}\n\n")
                .getBytes(StandardCharsets.US_ASCII);
        Undertow loud = testing.blocking(exchange -> {
            exchange.getResponseHeaders().put(io.undertow.util.Headers.CONTENT_TYPE, "text/event-stream");
            try {
                for (int i = 0; i < 200; i++) {
                    exchange.getOutputStream().write(event);
                    exchange.getOutputStream().flush();
                }
            } catch (java.io.IOException cut) {
                exchange.endExchange();
            }
        });
        Client client = new Client(TestingGateway.mcp(loud), false);
        client.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        TestingGateway.until(() -> sockets.count() == 1);
        TestingGateway.until(() -> sockets.count() == 0);
    }
}
