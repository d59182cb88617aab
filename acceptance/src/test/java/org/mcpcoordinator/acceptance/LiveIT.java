package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console's feed over a real WebSocket. */
@ExtendWith(RunningProduct.Provider.class)
class LiveIT {
    @Test
    void aListenerIsGreetedWithEverythingAndToldWhatMoves(RunningProduct product) throws Exception {
        Listener listener = new Listener();
        WebSocket socket =
                connect(product, listener, product.adminBasic(), product.base().toString());
        Await.until("the hello came", Duration.ofSeconds(10), () -> !listener.heard.isEmpty());
        JsonNode hello = RunningProduct.json(listener.heard.get(0));
        assertThat(hello.path("type").asText()).isEqualTo("hello");
        assertThat(hello.path("servers").size()).isGreaterThanOrEqualTo(RunningProduct.SERVERS);
        assertThat(hello.path("fleet").path("categories")).hasSize(10);

        String server = hello.path("servers").path(0).path("name").asText();
        assertThat(product.post("servers/" + server + "/restart", "").statusCode())
                .isEqualTo(200);

        Await.until(
                "its restart was told",
                Duration.ofSeconds(30),
                () -> states(listener, server).contains("STARTING"));
        Await.until(
                "its health was told",
                Duration.ofSeconds(60),
                () -> states(listener, server)
                        .get(states(listener, server).size() - 1)
                        .equals("HEALTHY"));
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
    }

    @Test
    void nobodyListensWithoutLogin(RunningProduct product) {
        assertRefused(
                () -> connect(product, new Listener(), null, product.base().toString()), 401);
    }

    @Test
    void aForeignPageDoesNotListen(RunningProduct product) {
        assertRefused(() -> connect(product, new Listener(), product.adminBasic(), "https://evil.example"), 403);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable connecting, int status) {
        assertThatThrownBy(connecting)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }

    private static List<String> states(Listener listener, String server) {
        List<String> states = new ArrayList<>();
        for (String message : listener.heard) {
            RunningProduct.json(message).path("items").forEach(item -> {
                if (item.path("name").asText().equals(server)) {
                    states.add(item.path("state").asText());
                }
            });
        }
        return states;
    }

    static WebSocket connect(RunningProduct product, Listener listener, String authorization, String origin) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        builder.header("Origin", origin.replaceAll("/$", ""));
        return builder.buildAsync(
                        URI.create(product.base().toString().replaceFirst("^http", "ws") + "ws/live"), listener)
                .join();
    }

    static final class Listener implements WebSocket.Listener {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
