package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a program gets to know, what the product keeps to itself, and what it does not let a program do. */
@ExtendWith(RunningProduct.Provider.class)
class GuardsIT {
    /** Before the secrets were thought of, by any clock of a file system: what was last written earlier holds none. */
    private static final FileTime BEFORE = FileTime.from(Instant.now().minusSeconds(10));

    private static final String GIVEN = "given-" + UUID.randomUUID();
    private static final String WRITTEN = "written-" + UUID.randomUUID();
    private static final Path FOLDER = RunningProduct.ROOT.resolve("acceptance/target/guards");

    /** Writes down its environment, then listens where it is told to; says nothing, so it never becomes healthy. */
    private static final String PROGRAM = """
            import java.net.InetAddress;
            import java.net.ServerSocket;
            import java.nio.file.Files;
            import java.nio.file.Path;
            public class Telltale {
                public static void main(String[] args) throws Exception {
                    Files.writeString(Path.of(args[2]), System.getenv().toString());
                    try (ServerSocket socket = new ServerSocket(Integer.parseInt(args[1]), 9, InetAddress.getByName(args[0]))) {
                        while (true) {
                            socket.accept().close();
                        }
                    }
                }
            }
            """;

    private static final List<String> ROLLOUTS = new ArrayList<>();
    private static RunningProduct product;
    private static String planned;

    @BeforeAll
    static void rollThemOut(RunningProduct running) throws IOException {
        product = running;
        Files.createDirectories(FOLDER);
        Files.deleteIfExists(FOLDER.resolve("modest"));
        Files.writeString(FOLDER.resolve("Telltale.java"), PROGRAM);
        HttpResponse<String> set = product.send(product.request("api/v1/secrets/GUARDS")
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString(GIVEN))
                .build());
        assertThat(set.statusCode()).as(set.body()).isEqualTo(204);
        planned =
                rollOut("modest", "127.0.0.1", "{\"GIVEN\": \"${secret:GUARDS}\", \"API_TOKEN\": \"" + WRITTEN + "\"}");
        rollOut("exposing", "0.0.0.0", "{}");
    }

    /** A fleet of its own for each, because neither ever lets its canary phase pass; gives the plan. */
    private static String rollOut(String server, String address, String environment) {
        HttpResponse<String> plan = product.post("plans", """
                {"fleet": "guards-%1$s", "servers": [
                  {"name": "%1$s", "category": "dev-tools", "command": "%2$s",
                   "args": ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "%3$s/Telltale.java", "%4$s", "${port}",
                            "%3$s/%1$s"], "env": %5$s}]}
                """.formatted(
                        server, Path.of(System.getProperty("java.home"), "bin/java"), FOLDER, address, environment));
        HttpResponse<String> started = product.post(
                "rollouts",
                "{\"planId\": \""
                        + RunningProduct.json(plan.body()).path("planId").asText() + "\", \"profile\": \"quick\"}");
        assertThat(started.statusCode()).as(plan.body() + started.body()).isEqualTo(202);
        ROLLOUTS.add(RunningProduct.json(started.body()).path("id").asText());
        // The next plan would be promised the same port, and refused once this one has it.
        Await.until(
                "it has its port",
                Duration.ofSeconds(60),
                () -> product.send(product.request("api/v1/servers/" + server).build())
                                .statusCode()
                        == 200);
        return plan.body();
    }

    @AfterAll
    static void takeThemAway() throws IOException {
        for (String rollout : ROLLOUTS) {
            product.post("rollouts/" + rollout + "/abort", "");
            Await.until(
                    "the rollout has ended",
                    Duration.ofSeconds(60),
                    () -> !product.get("rollouts/" + rollout).path("endedAt").isMissingNode());
        }
        for (String server : List.of("modest", "exposing")) {
            Path empty = Files.writeString(FOLDER.resolve("empty.yaml"), "fleet: guards-" + server + "\nservers: []\n");
            Commands.Outcome removed = product.coordinator(
                    "apply", empty.toString(), "--profile", "quick", "--watch", "--allow-remove", "1");
            assertThat(removed.exitCode()).as(removed.output()).isZero();
        }
        product.send(product.request("api/v1/secrets/GUARDS").DELETE().build());
    }

    @Test
    void aProgramSeesItsOwnVariablesAndNoneOfOurs() {
        Await.until("the program runs", Duration.ofSeconds(60), () -> Files.exists(FOLDER.resolve("modest")));
        Await.until(
                "it has written",
                Duration.ofSeconds(10),
                () -> !read(FOLDER.resolve("modest")).isEmpty());

        String environment = read(FOLDER.resolve("modest"));
        assertThat(List.of(environment.substring(1, environment.length() - 1).split(", ")))
                .contains("GIVEN=" + GIVEN, "API_TOKEN=" + WRITTEN)
                .extracting(variable -> variable.substring(0, variable.indexOf('=')))
                .containsExactlyInAnyOrder("PATH", "HOME", "LANG", "TMPDIR", "GIVEN", "API_TOKEN");
    }

    @Test
    void aProgramThatListensBeyondLoopbackIsStoppedAndSaysWhy() {
        Await.until(
                "it has FAILED",
                Duration.ofSeconds(60),
                () -> instance("exposing").path("state").asText().equals("FAILED"));

        assertThat(instance("exposing").path("reason").asText()).isEqualTo("EXPOSED");
        Await.until(
                "its process is gone",
                Duration.ofSeconds(10),
                () -> ProcessHandle.allProcesses()
                        .noneMatch(process -> process.info()
                                .commandLine()
                                .orElse("")
                                .endsWith(FOLDER.resolve("exposing").toString())));
    }

    @Test
    void noSecretIsInAnyAnswerFileOrLog() throws IOException {
        Await.until("the program runs", Duration.ofSeconds(60), () -> Files.exists(FOLDER.resolve("modest")));
        for (String path : List.of(
                "servers/modest",
                "servers/modest/logs",
                "revisions",
                "fleetfile?fleet=guards-modest",
                "rollouts/" + ROLLOUTS.get(0),
                "secrets",
                "audit?size=500")) {
            assertNoSecret(path, product.get(path).toString());
        }
        assertNoSecret("plan", planned);
        for (String command : List.of("secrets", "servers", "fleet")) {
            assertNoSecret(command, product.coordinator(command, "--json").output());
        }
        try (Stream<Path> files = Files.walk(product.data())) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).hasSizeGreaterThan(100);
            List<Path> written = all.stream().filter(GuardsIT::isWrittenSince).toList();
            assertThat(written)
                    .extracting(file -> file.getFileName().toString())
                    .contains("starts.log", "desired.json", "modest-0.log", "server.log");
            assertThat(written)
                    .as("the database's own")
                    .anyMatch(file -> file.toString().contains("pg_wal"));
            for (Path file : written) {
                assertNoSecret(file.toString(), read(file));
            }
        }
    }

    private static void assertNoSecret(String where, String text) {
        assertThat(text.contains(GIVEN) || text.contains(WRITTEN)).as(where).isFalse();
    }

    /** Most files are WildFly's own, 300 MB of them. */
    private static boolean isWrittenSince(Path file) {
        try {
            return Files.getLastModifiedTime(file).compareTo(BEFORE) >= 0;
        } catch (IOException gone) {
            return false;
        }
    }

    private static JsonNode instance(String server) {
        return Objects.requireNonNull(
                product.get("servers/" + server).path("instances").path(0));
    }

    /** Bytes as characters; empty if the file has just gone. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
