package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Secrets;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingServers;

/** Against a small server of the legacy era that wants a key; programs are tried in the acceptance tests. */
class TrialsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Caller BEN = new Caller("ben", Role.OPERATOR, "basic");
    private static final String KEY = "open-sesame";

    private final Map<String, String> stored = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Trials trials = new Trials();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/mcp", this::answer);
        server.createContext("/page", exchange -> send(exchange, 200, "<html>" + KEY + "</html>"));
        server.start();
        StdioBridge bridge = new StdioBridge();
        bridge.moved = RemoteAddressTest.silent();
        bridge.tellSse(server.getAddress().getPort(), KEY);
        trials.bridge = bridge;
        server.createContext("/sse/trial", this::answer);
        server.createContext("/old", exchange -> send(exchange, 405, ""));
        trials.secrets = new Secrets() {
            @Override
            public Map<String, String> reveal(Set<String> names) {
                Map<String, String> known = new TreeMap<>(stored);
                known.keySet().retainAll(names);
                return known;
            }
        };
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void aRemoteServerIsAskedWhatItOffersAndItsSessionIsEnded() {
        Trial trial = tried("/mcp", Map.of("KEY", KEY), null);

        assertThat(List.of(trial.state(), trial.era(), trial.revision(), trial.program(), trial.gone()))
                .containsExactly(Trial.State.ANSWERED, "legacy", "2025-06-18", "far 2.0", true);
        assertThat(trial.tools()).extracting(tool -> tool.path("name").asText()).containsExactly("one", "two");
        assertThat(trial.startMillis()).isNotNegative();
        assertThat(trial.memoryKb()).isNull();
        assertThat(trial.processes()).isNull();
        assertThat(trial.result()).isNull();
        assertThat(asked).endsWith("tools/list", "tools/list", "DELETE");
    }

    @Test
    void oneOfItsToolsIsCalled() {
        Trial.State state;
        Trial trial = tried(
                "/mcp",
                Map.of("KEY", KEY),
                new Trials.Call("one", JsonNodeFactory.instance.objectNode().put("a", 1)));
        state = trial.state();
        assertThat(state).isEqualTo(Trial.State.ANSWERED);
        assertThat(Objects.requireNonNull(trial.result()).at("/content/0/text").asText())
                .isEqualTo("one {\"a\":1}");

        assertThat(tried("/mcp", Map.of("KEY", KEY), new Trials.Call("no", JsonNodeFactory.instance.objectNode()))
                        .lines())
                .singleElement()
                .asString()
                .contains("no was refused");
    }

    @Test
    void theStoresSecretIsSentAndWhatTheRequestGivesCountsBefore() {
        stored.put("KEY", KEY);
        assertThat(tried("/mcp", Map.of(), null).state()).isEqualTo(Trial.State.ANSWERED);
        assertThat(tried("/mcp", Map.of("KEY", "another-key"), null).state()).isEqualTo(Trial.State.REFUSED);
    }

    @Test
    void whatItSaysIsToldWithoutTheSecretItWasGiven() {
        Trial trial = tried("/mcp", Map.of("KEY", "wrong-key-of-mine"), null);

        assertThat(trial.state()).isEqualTo(Trial.State.REFUSED);
        assertThat(trial.sentence()).contains("***").doesNotContain("wrong-key-of-mine");
    }

    @Test
    void whatIsNoMcpServerOrNobodyIsSaidToBeThat() {
        assertThat(tried("/page", Map.of("KEY", KEY), null).state()).isEqualTo(Trial.State.REFUSED);
        server.stop(0);
        Trial silent = tried("/mcp", Map.of("KEY", KEY), null);
        assertThat(silent.state()).isEqualTo(Trial.State.SILENT);
        assertThat(silent.sentence()).startsWith("it gave no answer");
    }

    @Test
    void aSecretWithoutAValueIsNamedAndNothingIsAsked() {
        assertThatThrownBy(() -> tried("/mcp", Map.of("KEY", ""), null))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ProblemCode.REQUEST_INVALID);
                    assertThat(problem.mistakes()).extracting(Mistake::place).containsExactly("/secrets/KEY");
                });
        assertThat(asked).isEmpty();
    }

    @Test
    void aSecretThatWouldBeginAnotherHeaderIsNotSent() {
        assertThatThrownBy(() -> tried("/mcp", Map.of("KEY", "a\r\nX-Evil: b"), null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.mistakes())
                                .extracting(Mistake::place)
                                .containsExactly("/headers/Authorization"));
        assertThat(asked).isEmpty();
    }

    @Test
    void aServerOfHttpAndSseIsAskedThroughTheListenerForThat() {
        Trial trial = tried(new Way.Url(at("/old"), Map.of(), Optional.empty(), Way.Transport.SSE), Map.of(), null);

        assertThat(trial.state()).isEqualTo(Trial.State.ANSWERED);
        assertThat(trial.tools()).hasSize(2);
    }

    @Test
    void oneThatSpeaksHttpAndSseAndDoesNotSaySoIsFoundOut() {
        Trial trial = tried("/old", Map.of("KEY", KEY), null);

        assertThat(trial.state()).isEqualTo(Trial.State.REFUSED);
        assertThat(trial.sentence()).contains("\"transport\": \"sse\"");
    }

    @Test
    void whoIsNotThereIsNotFound() {
        FleetFile file = TestingServers.file("mine", List.of(TestingServers.builtin("b", Category.API, "1")));
        assertThatThrownBy(() -> trials.run(file, "c", Map.of(), null, BEN))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.SERVER_NOT_FOUND));
    }

    private Trial tried(String path, Map<String, String> given, Trials.@Nullable Call call) {
        return tried(new Way.Url(at(path), Map.of("Authorization", "Bearer ${secret:KEY}")), given, call);
    }

    private String at(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private Trial tried(Way way, Map<String, String> given, Trials.@Nullable Call call) {
        FleetFile file = TestingServers.file("mine", List.of(TestingServers.server("far", Category.API, way, "1")));
        return trials.run(file, "far", given, call, BEN);
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("DELETE")) {
            asked.add("DELETE");
            send(exchange, 200, "");
            return;
        }
        JsonNode question = JSON.readTree(exchange.getRequestBody());
        String method = question.path("method").asText();
        asked.add(method);
        String key = exchange.getRequestHeaders().getFirst("Authorization");
        String params = question.path("params").path("arguments").toString();
        String tool = question.path("params").path("name").asText();
        if (!("Bearer " + KEY).equals(key)) {
            send(exchange, 200, error(question, "not with " + key));
        } else if (question.path("id").isMissingNode()) {
            send(exchange, 202, "");
        } else if (method.equals("initialize")) {
            exchange.getResponseHeaders().set("Mcp-Session-Id", "s1");
            send(
                    exchange,
                    200,
                    result(
                            question,
                            "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
                                    + "\"serverInfo\":{\"name\":\"far\",\"version\":\"2.0\"}}"));
        } else if (method.equals("tools/list")) {
            boolean more = question.path("params").has("cursor");
            send(
                    exchange,
                    200,
                    result(
                            question,
                            more
                                    ? "{\"tools\":[{\"name\":\"two\"}]}"
                                    : "{\"tools\":[{\"name\":\"one\"}],\"nextCursor\":\"2\"}"));
        } else if (method.equals("tools/call") && tool.equals("one")) {
            String text = JSON.writeValueAsString(tool + " " + params);
            send(exchange, 200, result(question, "{\"content\":[{\"type\":\"text\",\"text\":" + text + "}]}"));
        } else {
            send(exchange, 200, error(question, "unknown"));
        }
    }

    private static String result(JsonNode question, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id") + ",\"result\":" + result + "}";
    }

    private static String error(JsonNode question, String message) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id") + ",\"error\":{\"code\":-32601,\"message\":\""
                + message + "\"}}";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
