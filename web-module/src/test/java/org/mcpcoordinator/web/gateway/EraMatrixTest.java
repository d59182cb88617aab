package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.mcp.Eras;

/** Clients of each revision before servers of each era: list, call, progress, error, cancel, elicitation. */
class EraMatrixTest {
    private final TestingGateway testing = new TestingGateway();

    static Stream<Arguments> pairs() {
        return Stream.of("2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28")
                .flatMap(revision -> Stream.of(Eras.LEGACY, Eras.MODERN).map(eras -> Arguments.of(revision, eras)));
    }

    @AfterEach
    void close() throws Exception {
        testing.close();
    }

    /** The same, at the server's own address and at that of all servers. */
    static Stream<Arguments> everywhere() {
        return pairs().flatMap(pair ->
                Stream.of("/mcp/s/s", "/mcp").map(path -> Arguments.of(pair.get()[0], pair.get()[1], path)));
    }

    private OneEraServer server(Eras eras) {
        OneEraServer server = new OneEraServer(eras == Eras.MODERN);
        testing.route("s", eras, mcp(testing.blocking(server::handle)));
        testing.listing = new TestingListing()
                .plain()
                .with(
                        "s",
                        "api",
                        eras == Eras.MODERN ? "modern" : "legacy",
                        "test://some",
                        "echo",
                        "region",
                        "steps",
                        "ask",
                        "wait",
                        "bad",
                        "address")
                .made();
        return server;
    }

    private AnyClient client(String revision) {
        return client(revision, "s");
    }

    private AnyClient client(String revision, String path) {
        return new AnyClient(testing, path, revision, "ada", true);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void eachIsGreetedInItsOwnWords(String revision, Eras eras) throws Exception {
        server(eras);
        AnyClient client = client(revision);
        JsonNode greeting = client.connect();
        assertThat(greeting.path("instructions").asText()).isEqualTo("be kind");
        assertThat(greeting.path("capabilities").has("tools")).isTrue();
        if (client.isModern()) {
            assertThat(greeting.path("supportedVersions").path(0).asText()).isEqualTo("2026-07-28");
            assertThat(greeting.path("resultType").asText()).isEqualTo("complete");
            assertThat(greeting.has("ttlMs")).isTrue();
            assertThat(greeting.path("cacheScope").asText()).isIn("private", "public");
            assertThat(greeting.path("_meta")
                            .path("io.modelcontextprotocol/serverInfo")
                            .path("name")
                            .asText())
                    .isIn("old", "new");
        } else {
            assertThat(client.session()).isNotEmpty();
            assertThat(greeting.path("serverInfo").path("name").asText()).isIn("old", "new");
            assertThat(greeting.has("resultType")).isFalse();
        }
        if (!client.isModern() && eras == Eras.MODERN) {
            assertThat(greeting.path("protocolVersion").asText()).isEqualTo(revision);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void toolsAreListed(String revision, Eras eras) throws Exception {
        server(eras);
        AnyClient client = client(revision);
        client.connect();
        AnyClient.Talk talk = client.ask("tools/list", params("{}"));
        JsonNode result = talk.answer().path("result");
        assertThat(result.path("tools")).hasSize(2);
        assertThat(result.has("ttlMs")).isEqualTo(client.isModern());
        assertThat(result.has("resultType")).isEqualTo(client.isModern());
        assertThat(talk.answer().path("id").isIntegralNumber()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void toolsAreCalled(String revision, Eras eras, String path) throws Exception {
        server(eras);
        AnyClient client = client(revision, path);
        client.connect();
        AnyClient.Talk talk = client.tool("echo", "{\"text\":\"grüß\"}");
        assertThat(talk.text()).isEqualTo("grüß");
        assertThat(talk.status()).isEqualTo(200);
        assertThat(talk.answer().path("result").has("resultType")).isEqualTo(client.isModern());
        assertThat(client.tool("bad", "{}")
                        .answer()
                        .path("result")
                        .path("isError")
                        .asBoolean())
                .isTrue();
        assertThat(client.tool("region", "{\"where\":\"north\"}").text())
                .isEqualTo(client.isModern() && eras == Eras.MODERN ? "" : "there");
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void progressArrivesWithTheClientsOwnToken(String revision, Eras eras, String path) throws Exception {
        server(eras);
        AnyClient client = client(revision, path);
        client.connect();
        AnyClient.Talk talk =
                client.ask("tools/call", params("{\"name\":\"steps\",\"_meta\":{\"progressToken\":\"p-1\"}}"));
        assertThat(talk.text()).isEqualTo("done");
        assertThat(talk.heard())
                .filteredOn(one -> one.path("method").asText().endsWith("/progress"))
                .hasSize(3)
                .allSatisfy(one -> assertThat(
                                one.path("params").path("progressToken").textValue())
                        .isEqualTo("p-1"));
        if (client.isModern()) {
            assertThat(talk.methods()).doesNotContain("notifications/message");
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void errorsAreThoseOfTheClientsEra(String revision, Eras eras, String path) throws Exception {
        server(eras);
        AnyClient client = client(revision, path);
        client.connect();
        assertThat(client.tool("nothing", "{}")
                        .answer()
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
        AnyClient.Talk resource = client.ask("resources/read", params("{\"uri\":\"test://none\"}"));
        assertThat(resource.answer().path("error").path("code").asInt())
                .isEqualTo(!client.isModern() && eras == Eras.LEGACY ? -32002 : -32602);
        AnyClient.Talk unknown = client.ask("no/such", params("{}"));
        assertThat(unknown.answer().path("error").path("code").asInt()).isEqualTo(-32601);
        assertThat(unknown.status()).isEqualTo(client.isModern() ? 404 : 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void whoCanBeLedToAnAddressIsLedThere(String revision) throws Exception {
        boolean modern = revision.equals("2026-07-28");
        for (String path : List.of("/mcp/s/s", "/mcp")) {
            OneEraServer other = server(modern ? Eras.LEGACY : Eras.MODERN);
            AnyClient client = client(revision, path);
            client.can = "{\"elicitation\":{\"form\":{},\"url\":{}}}";
            client.connect();

            assertThat(client.tool("address", "{}").text()).as(path).isEqualTo("been there");

            JsonNode asked = client.questions.get(0).path("params");
            assertThat(asked.path("url").asText()).isEqualTo("https://example.org/");
            assertThat(asked.has("elicitationId")).isEqualTo(!modern);
            assertThat(other.asked).filteredOn("tools/call"::equals).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void whoCannotIsNotAsked(String revision) throws Exception {
        boolean modern = revision.equals("2026-07-28");
        server(modern ? Eras.LEGACY : Eras.MODERN);
        AnyClient client = client(revision);
        client.connect();

        assertThat(client.tool("address", "{}")
                        .answer()
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(modern ? -32021 : -32603);
        assertThat(client.questions).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void whatAClientCancelsIsCancelledAtTheServer(String revision, Eras eras, String path) throws Exception {
        OneEraServer server = server(eras);
        AnyClient client = client(revision, path);
        client.connect();
        client.askAndCancel("tools/call", params("{\"name\":\"wait\",\"_meta\":{\"progressToken\":1}}"));
        if (client.isModern() || eras == Eras.LEGACY) {
            boolean passedThrough = client.isModern() == (eras == Eras.MODERN);
            assertThat(server.cancelled.poll(8, TimeUnit.SECONDS))
                    .as(passedThrough ? "by the connection" : "by a notification")
                    .isNotNull();
        } else {
            assertThat(server.cancelled.poll(8, TimeUnit.SECONDS)).isEqualTo("connection");
        }
        TestingGateway.until(() -> testing.figures.inFlight() == 0);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aServerCanAskInTheMiddleOfACall(String revision, Eras eras, String path) throws Exception {
        server(eras);
        AnyClient client = client(revision, path);
        client.connect();
        AnyClient.Talk talk = client.tool("ask", "{}");
        assertThat(talk.text()).as(talk.toString()).isEqualTo("hello ada");
        TestingGateway.until(() -> testing.figures.inFlight() == 0);
    }
}
