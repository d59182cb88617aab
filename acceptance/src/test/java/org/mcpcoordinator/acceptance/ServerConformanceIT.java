package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.acceptance.fixture.Fixture;

/**
 * The official conformance suite ({@code @modelcontextprotocol/conformance}), with the requirements of both eras: against a
 * server that offers what it asks for, and against the same server through the gateway.
 */
@ExtendWith(RunningProduct.Provider.class)
class ServerConformanceIT {
    private static final String NAME = "conformance";

    /** One in which there are few others, so that all tools are listed. */
    private static final String CATEGORY = "iot-hardware";

    private static RunningProduct product;
    private static Fixture fixture;
    private static Path modules;
    private static Path withToken;
    private static String token;

    @BeforeAll
    static void serve(RunningProduct running) throws IOException {
        modules = Peers.install();
        withToken = Peers.script("with-token.mjs");
        product = running;
        fixture = new Fixture(0);
        token = RunningProduct.json(running.post("tokens", "{\"name\":\"" + NAME + "\",\"role\":\"viewer\"}")
                        .body())
                .path("token")
                .asText();
        apply("[{\"name\": \"%s\", \"category\": \"%s\", \"url\": \"%s\", \"names\": \"plain\"}]"
                .formatted(NAME, CATEGORY, fixture.uri()));
    }

    @AfterAll
    static void stop() throws IOException {
        if (fixture != null) {
            apply("[]", "--allow-remove", "1");
            fixture.close();
        }
    }

    private static void apply(String servers, String... options) throws IOException {
        Path file = Files.createTempFile(NAME, ".json");
        Files.writeString(file, "{\"fleet\": \"%s\", \"servers\": %s}".formatted(NAME, servers));
        List<String> words = new ArrayList<>(List.of("apply", file.toString(), "--profile", "quick", "--watch"));
        words.addAll(List.of(options));
        Commands.Outcome applied = product.coordinator(words.toArray(String[]::new));
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void theFixtureConforms(String revision) throws IOException {
        conforms(fixture.uri(), revision, Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void itConformsThroughTheGateway(String revision) throws IOException {
        conforms(
                product.base().resolve("mcp/s/" + NAME),
                revision,
                Map.of("MCP_TOKEN", token, "NODE_OPTIONS", "--import " + withToken.toUri()));
    }

    /** Its names are plain: as an endpoint of many servers the suite would find nothing by the names it knows. */
    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void itConformsAmongAllOthers(String revision) throws IOException {
        URI all = product.base().resolve("mcp/c/" + CATEGORY);
        awaitTools(all);
        conforms(all, revision, Map.of("MCP_TOKEN", token, "NODE_OPTIONS", "--import " + withToken.toUri()));
    }

    /** The Inspector, another client that knows both eras, asks for each kind of thing where all servers are one. */
    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theInspectorFindsItsWayAmongAllServers(String era) throws IOException {
        awaitTools(product.base().resolve("mcp/c/" + CATEGORY));
        Inspector inspector = new Inspector(
                modules,
                "{\"mcpServers\": {\"all\": {\"type\": \"http\", \"url\": \"%s\", \"headers\": {\"Authorization\": \"Bearer %s\"}}}}"
                        .formatted(product.base().resolve("mcp"), token));
        for (List<String> words : List.of(
                List.of("initialize", "listChanged"),
                List.of("tools/list", "call_tool"),
                List.of(
                        "tools/call",
                        "One plain sentence",
                        "--tool-name",
                        "call_tool",
                        "--tool-args-json",
                        "{\"name\":\"test_simple_text\"}"),
                List.of("resources/read", "test://static-text", "--uri", "test://static-text"),
                List.of("prompts/get", "messages", "--prompt-name", "test_simple_prompt"))) {
            List<String> more = new ArrayList<>(words.subList(2, words.size()));
            more.addAll(List.of("--protocol-era", era));
            Commands.Outcome asked = inspector.cli("all", words.get(0), more.toArray(String[]::new));
            assertThat(asked.exitCode()).as(asked.output()).isZero();
            assertThat(asked.output()).contains(words.get(1));
        }
    }

    private static void awaitTools(URI all) {
        Await.until(
                "its tools are listed",
                Duration.ofSeconds(90),
                () -> product.send(HttpRequest.newBuilder(all)
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .header("Accept", "application/json, text/event-stream")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"))
                                .build())
                        .body()
                        .contains("\"test_simple_text\""));
    }

    private static void conforms(URI server, String revision, Map<String, String> environment) throws IOException {
        Path node = Peers.node(modules);
        Map<String, String> all = new HashMap<>(environment);
        all.put("NO_COLOR", "1");
        Commands.Outcome run = Commands.run(
                List.of(
                        node.toString(),
                        modules.resolve("@modelcontextprotocol/conformance/dist/index.js")
                                .toString(),
                        "server",
                        "--url",
                        server.toString(),
                        "--requirements",
                        revision,
                        "-o",
                        Files.createTempDirectory(NAME).toString()),
                Files.createTempDirectory(NAME),
                all);
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("✓ tools-call-with-progress");
    }
}
