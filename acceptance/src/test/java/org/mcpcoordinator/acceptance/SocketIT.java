package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** MCP over WebSocket in the assembled product: by the official TypeScript SDK, and who is let in. */
@ExtendWith(RunningProduct.Provider.class)
class SocketIT {
    private static final String DISCOVER = """
            {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{
             "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""";

    @Test
    void theTypeScriptSdkListsCallsAndIsAskedByAllServers(RunningProduct product) throws Exception {
        Path modules = Peers.install();
        Path script = Peers.script("socket.mjs");
        String server = product.get("servers?category=database&state=HEALTHY&size=1")
                .at("/items/0/name")
                .asText();
        Commands.Outcome run = Commands.run(
                List.of(
                        Peers.node(modules).toString(),
                        script.toString(),
                        address(product).toString(),
                        token(product, "operator").path("token").asText(),
                        server),
                script.getParent(),
                Map.of());
        assertThat(run.exitCode()).as(run.output()).isZero();
        JsonNode told = RunningProduct.json(run.output().substring(run.output().indexOf('{')));
        assertThat(told.path("server").asText()).isEqualTo("mcp-coordinator");
        assertThat(told.path("names")).isNotEmpty();
        assertThat(told.path("sizes").toString()).isEqualTo("[1,2,3]");
        assertThat(told.path("answered").asInt()).isPositive();
        assertThat(told.path("asked"))
                .as("the person is asked over the socket, once")
                .hasSize(1);
        assertThat(told.at("/asked/0").asText()).startsWith("Stop server " + server);
        assertThat(told.path("stop").asText()).startsWith("NOT_CONFIRMED").contains(server);
    }

    @Test
    void aMessageOfARevokedTokenEndsItsConnection(RunningProduct product) throws Exception {
        JsonNode token = token(product, "viewer");
        Listening listening = new Listening();
        WebSocket socket = connect(
                product, listening, "mcp", "bearer." + token.path("token").asText());
        assertThat(socket.getSubprotocol()).isEqualTo("mcp");
        socket.sendText(DISCOVER, true).join();
        assertThat(listening.first.get(10, TimeUnit.SECONDS)).contains("\"supportedVersions\"");
        assertThat(product.send(product.request(
                                        "api/v1/tokens/" + token.path("id").asText())
                                .DELETE()
                                .build())
                        .statusCode())
                .isEqualTo(204);
        Await.until("its token is known to be revoked", java.time.Duration.ofSeconds(10), () -> {
            if (!socket.isOutputClosed() && !listening.closed.isDone()) {
                socket.sendText(DISCOVER, true).join();
            }
            return listening.closed.isDone();
        });
        assertThat(listening.closed.join()).isEqualTo(1008);
    }

    @Test
    void whoIsNobodyOrSpeaksSomethingElseIsNotLetIn(RunningProduct product) {
        assertThat(refusal(product, "mcp")).isEqualTo(401);
        assertThat(refusal(product, "mcp", "bearer.mcpc_guess")).isEqualTo(401);
        String token = token(product, "viewer").path("token").asText();
        assertThat(refusal(product, "chat", "bearer." + token)).isEqualTo(400);
        assertThat(product.send(product.request("ws/mcp").GET().build()).statusCode())
                .isEqualTo(400);
        assertThat(product.send(product.request("ws/mcp?token=" + token)
                                .setHeader("Authorization", "Bearer none")
                                .GET()
                                .build())
                        .statusCode())
                .isEqualTo(401);
    }

    private static final class Listening implements WebSocket.Listener {
        final CompletableFuture<String> first = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder piece = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            piece.append(data);
            if (last) {
                first.complete(piece.toString());
                piece.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }

    private static int refusal(RunningProduct product, String first, String... more) {
        try {
            connect(product, new Listening(), first, more).abort();
            return 101;
        } catch (CompletionException refused) {
            return refused.getCause() instanceof WebSocketHandshakeException handshake
                    ? handshake.getResponse().statusCode()
                    : 0;
        }
    }

    private static WebSocket connect(RunningProduct product, Listening listening, String first, String... more) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols(first, more)
                .buildAsync(address(product), listening)
                .join();
    }

    private static URI address(RunningProduct product) {
        return URI.create(product.base().resolve("ws/mcp").toString().replaceFirst("^http", "ws"));
    }

    private static JsonNode token(RunningProduct product, String role) {
        return RunningProduct.json(
                product.post("tokens", "{\"name\":\"socket-" + UUID.randomUUID() + "\",\"role\":\"" + role + "\"}")
                        .body());
    }
}
