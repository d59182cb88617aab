package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.mcp.Eras;

/** What clients of all servers hear without having asked just then. */
class WholeNewsTest {
    private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";

    private final TestingGateway world = new TestingGateway();
    private OneEraServer server = new OneEraServer(false);

    @AfterEach
    void close() throws Exception {
        for (int i = 0; i < 4; i++) {
            server.news.add("end");
        }
        world.close();
    }

    private void serve(Eras eras) {
        server = new OneEraServer(eras == Eras.MODERN);
        world.route("s", eras, mcp(world.blocking(server::handle)));
        world.offers(listing(eras, "echo"));
    }

    private static Listing listing(Eras eras, String... tools) {
        return new TestingListing()
                .telling()
                .with("s", "api", eras == Eras.MODERN ? "modern" : "legacy", "test://a", tools)
                .made();
    }

    private BufferedReader open(HttpRequest.Builder request) throws Exception {
        HttpResponse<InputStream> answer =
                world.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private BufferedReader listen(String notifications) throws Exception {
        return open(world.request("/mcp")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "subscriptions/listen")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc":"2.0","id":"l-1","method":"subscriptions/listen","params":{"notifications":%s,
                         "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
                         "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(notifications))));
    }

    private BufferedReader stream(AnyClient client) throws Exception {
        return open(world.request("/mcp")
                .header("Mcp-Session-Id", String.valueOf(client.session()))
                .header("MCP-Protocol-Version", "2025-11-25")
                .GET());
    }

    private static JsonNode next(BufferedReader stream) throws Exception {
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.startsWith("data: {")) {
                return OneEraServer.JSON.readTree(line.substring(6));
            }
        }
        throw new AssertionError("the stream has ended");
    }

    @ParameterizedTest
    @EnumSource(
            value = Eras.class,
            names = {"LEGACY", "MODERN"})
    void whoSubscribesToAResourceHearsOfItByTheNameItKnows(Eras eras) throws Exception {
        serve(eras);
        AnyClient client = new AnyClient(world, "/mcp", "2025-11-25", "ada", false);
        client.connect();
        try (BufferedReader legacy = stream(client)) {
            JsonNode granted = client.ask("resources/subscribe", params("{\"uri\":\"coordinator://s/test://a\"}"))
                    .answer();
            assertThat(granted.path("result")).isEqualTo(params("{}"));
            assertThat(client.ask("resources/subscribe", params("{\"uri\":\"coordinator://t/test://a\"}"))
                            .answer()
                            .at("/error/code")
                            .asInt())
                    .isEqualTo(-32602);
            try (BufferedReader modern =
                    listen("{\"resourceSubscriptions\":[\"coordinator://s/test://a\",\"coordinator://t/x\"]}")) {
                assertThat(next(modern).at("/params/notifications"))
                        .as("only what is heard is acknowledged")
                        .isEqualTo(params("{\"resourceSubscriptions\":[\"coordinator://s/test://a\"]}"));

                server.news.add("resources/updated test://a");

                JsonNode told = next(modern);
                assertThat(told.at("/params/uri").asText()).isEqualTo("coordinator://s/test://a");
                assertThat(told.path("params").path("_meta").path(SUBSCRIPTION).asText())
                        .isEqualTo("l-1");
                JsonNode heard = next(legacy);
                assertThat(heard.path("method").asText()).isEqualTo("notifications/resources/updated");
                assertThat(heard.at("/params/uri").asText()).isEqualTo("coordinator://s/test://a");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Eras.class,
            names = {"LEGACY", "MODERN"})
    void whenAServersListsChangeItIsAskedAndClientsHearOfWhatHasChangedForThem(Eras eras) throws Exception {
        serve(eras);
        try (BufferedReader stream = listen("{\"toolsListChanged\":true,\"promptsListChanged\":true}")) {
            next(stream);
            server.news.add("tools/list_changed");
            TestingGateway.until(() -> world.sleepers.changed.contains("s"));

            world.offers(listing(eras, "echo"));
            world.offers(listing(eras, "echo", "more"));

            assertThat(next(stream).path("method").asText()).isEqualTo("notifications/tools/list_changed");
        }
    }

    @Test
    void whoIsShownThreeToolsInThePlaceOfAllHearsNothingOfTheOthers() throws Exception {
        String[] many =
                IntStream.range(0, 120).mapToObj(number -> "tool" + number).toArray(String[]::new);
        String[] more =
                IntStream.range(0, 121).mapToObj(number -> "tool" + number).toArray(String[]::new);
        world.offers(new TestingListing().with("s", "api", "legacy", "", many).made());
        try (BufferedReader stream = listen("{\"toolsListChanged\":true,\"promptsListChanged\":true}")) {
            next(stream);

            world.offers(new TestingListing()
                    .with("s", "api", "legacy", "", more)
                    .with("t", "api", "legacy", "")
                    .made());

            assertThat(next(stream).path("method").asText())
                    .as("the prompts of t are new, and the tools look the same")
                    .isEqualTo("notifications/prompts/list_changed");
            world.offers(
                    new TestingListing().with("s", "api", "legacy", "", "one").made());
            assertThat(next(stream).path("method").asText())
                    .isIn("notifications/prompts/list_changed", "notifications/tools/list_changed");
        }
    }
}
