package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
class ConformanceIT {
    private static final String NAME = "conformance";

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
        apply("[{\"name\": \"%s\", \"category\": \"dev-tools\", \"url\": \"%s\"}]".formatted(NAME, fixture.uri()));
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
