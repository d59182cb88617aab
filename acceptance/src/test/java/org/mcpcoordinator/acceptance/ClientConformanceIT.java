package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.acceptance.conformance.ClientUnderTest;
import org.mcpcoordinator.mcp.client.McpClient;
import org.slf4j.Logger;

/**
 * The official conformance suite as a server, and the product's own client: all client scenarios of both eras, those of OAuth
 * among them. The suite starts the client once for each, so it starts from an archive of its classes.
 */
class ClientConformanceIT {
    private static Path modules;
    private static Path folder;
    private static String client;

    @BeforeAll
    static void archive() throws IOException, URISyntaxException {
        modules = Peers.install();
        folder = Files.createTempDirectory("client");
        StringBuilder places = new StringBuilder();
        for (Class<?> one : List.of(
                ClientUnderTest.class,
                McpClient.class,
                ObjectMapper.class,
                JsonFactory.class,
                JsonProperty.class,
                Nullable.class,
                JoseException.class,
                Logger.class)) {
            places.append(places.isEmpty() ? "" : ":").append(jar(one));
        }
        String archive = folder.resolve("classes.jsa").toString();
        String rest = " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp " + places + " " + ClientUnderTest.class.getName();
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        client = java + " -Xshare:auto -XX:SharedArchiveFile=" + archive + rest;
        conformance(java + " -XX:ArchiveClassesAtExit=" + archive + rest, "--scenario", "auth/pre-registration");
    }

    /** An archive holds no classes that lie in folders. */
    private static Path jar(Class<?> one) throws IOException, URISyntaxException {
        Path place =
                Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(place)) {
            return place;
        }
        Path jar = folder.resolve(one.getSimpleName() + ".jar");
        Path within = place.resolve(one.getPackageName().replace('.', '/'));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(within)) {
            for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                entries.putNextEntry(new JarEntry(place.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
        return jar;
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void ourClientConforms(String revision) throws IOException {
        Commands.Outcome run = conformance(client, "--requirements", revision);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output())
                .contains(
                        "✓ auth/scope-step-up", "✓ auth/client-credentials-jwt", "✓ json-schema-2020-12-preservation");
    }

    private static Commands.Outcome conformance(String command, String... what) throws IOException {
        List<String> argv = Stream.concat(
                        Stream.of(
                                Peers.node(modules).toString(),
                                modules.resolve("@modelcontextprotocol/conformance/dist/index.js")
                                        .toString(),
                                "client",
                                "--command",
                                command,
                                "-o",
                                folder.resolve("results").toString()),
                        Stream.of(what))
                .toList();
        return Commands.run(argv, folder, Map.of("NO_COLOR", "1"));
    }
}
