package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;

class ConnectCommandTest {
    @TempDir
    Path home;

    private final TestingApi api = new TestingApi();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void aServer() {
        api.answer("GET", "/api/v1/servers/notes", 200, "{\"name\":\"notes\"}")
                .answer("GET", "/api/v1/servers?size=10", 200, "{\"items\":[{\"name\":\"notes\"}]}")
                .answer("POST", "/api/v1/tokens", 201, "{\"id\":1,\"token\":\"mcp_made\"}");
        environment.put("HOME", home.toString());
        environment.put("COORDINATOR_URL", api.url());
        environment.put("COORDINATOR_TOKEN", "mcp_own");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void cursorGetsAnAddressAndNoToken() throws IOException {
        assertThat(run("connect", "cursor", "--server", "notes", "--write"))
                .as(err())
                .isZero();
        Path file = home.resolve(".cursor/mcp.json");
        JsonNode entry = tree(file).at("/mcpServers/notes");
        assertThat(entry.path("url").asText()).isEqualTo(api.url() + "/mcp/s/notes");
        assertThat(entry.at("/headers/Authorization").asText()).isEqualTo("Bearer ${env:COORDINATOR_TOKEN}");
        assertThat(out() + err()).doesNotContain("mcp_own").contains("tokens create cursor");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatRunsTheFleetStandsBesideTheEntryOfAllServers() throws IOException {
        assertThat(run("connect", "cursor", "--write")).as(err()).isZero();
        assertThat(run("connect", "cursor", "--server", "coordinator", "--write"))
                .as(err())
                .isZero();
        JsonNode servers = tree(home.resolve(".cursor/mcp.json")).path("mcpServers");
        assertThat(servers.at("/coordinator/url").asText()).isEqualTo(api.url() + "/mcp");
        assertThat(servers.at("/coordinator-fleet/url").asText()).isEqualTo(api.url() + "/mcp/s/coordinator");
    }

    @Test
    void aSecondTimeNothingIsWrittenAndUndoTakesItBack() throws IOException {
        run("connect", "cursor", "--server", "notes", "--write");
        assertThat(run("connect", "cursor", "--server", "notes", "--write")).isZero();
        assertThat(out()).contains("already");
        assertThat(run("connect", "cursor", "--undo")).as(err()).isZero();
        assertThat(home.resolve(".cursor")).isEmptyDirectory();
        assertThat(run("connect", "cursor", "--undo")).isEqualTo(2);
    }

    @Test
    void vsCodeKeepsItsCommentsAndAsksForTheToken() throws IOException {
        Path file = home.resolve(".config/Code/User/mcp.json");
        Files.createDirectories(file.getParent());
        String before = "{\n  // mine\n  \"servers\": {\n    \"x\": {\"url\": \"http://x\"},\n  },\n}\n";
        Files.writeString(file, before);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(run("connect", "vscode", "--server", "notes", "--write"))
                .as(err())
                .isZero();

        assertThat(file)
                .content()
                .contains("// mine", "\"x\": {\"url\": \"http://x\"}", "Bearer ${input:coordinator-token}")
                .contains("\"password\" : true");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(backups(file)).singleElement().satisfies(kept -> {
            assertThat(kept).hasContent(before);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                    .isEqualTo("rw-------");
        });
        assertThat(run("connect", "vscode", "--server", "notes", "--write")).isZero();
        assertThat(out()).contains("already");
        assertThat(run("connect", "vscode", "--undo")).isZero();
        assertThat(file).hasContent(before);
    }

    @Test
    void whatHasBeenChangedSinceIsNotUndone() throws IOException {
        run("connect", "cursor", "--server", "notes", "--write");
        Path file = home.resolve(".cursor/mcp.json");
        Files.writeString(file, "{\"mcpServers\":{}}");
        assertThat(run("connect", "cursor", "--undo")).isEqualTo(2);
        assertThat(err()).contains("has been changed since");
        assertThat(file).hasContent("{\"mcpServers\":{}}");
    }

    @Test
    void anEntryOfSomebodyElseIsLeftAlone() throws IOException {
        Path file = home.resolve(".cursor/mcp.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"mcpServers\":{\"notes\":{\"command\":\"npx\"}}}");
        assertThat(run("connect", "cursor", "--server", "notes", "--write")).isEqualTo(2);
        assertThat(err()).contains("another entry named notes").contains("--name");
        assertThat(run("connect", "cursor", "--server", "notes", "--name", "fleet-notes", "--write"))
                .isZero();
        assertThat(tree(file).path("mcpServers")).hasSize(2);
    }

    @Test
    void aTokenIsMadeAndWrittenOnlyWhenAsked() throws IOException {
        assertThat(run("connect", "claude-desktop", "--server", "notes", "--write"))
                .isEqualTo(2);
        assertThat(err()).contains("--with-token");
        assertThat(run("connect", "claude-desktop", "--server", "notes", "--with-token", "--write"))
                .as(err())
                .isZero();
        JsonNode entry =
                tree(home.resolve(".config/Claude/claude_desktop_config.json")).at("/mcpServers/notes");
        assertThat(entry.path("command").asText()).endsWith("/coordinator");
        assertThat(entry.path("args").toString())
                .isEqualTo("[\"stdio\",\"--server\",\"notes\",\"--url\",\"" + api.url() + "\"]");
        assertThat(entry.at("/env/COORDINATOR_TOKEN").asText()).isEqualTo("mcp_made");
        assertThat(out() + err()).doesNotContain("mcp_made");
        run("connect", "claude-desktop", "--server", "notes", "--with-token", "--write");
        assertThat(api.asked())
                .filteredOn(asked -> asked.path().endsWith("tokens"))
                .hasSize(1);
    }

    @Test
    void oneInstallationsTokenIsNotGivenToAnother() throws IOException {
        run("connect", "claude-desktop", "--server", "notes", "--with-token", "--write");
        Path program = home.resolve(".config/Claude/claude_desktop_config.json");
        run("connect", "cursor", "--server", "notes", "--with-token", "--write");
        Path address = home.resolve(".cursor/mcp.json");
        try (TestingApi other = new TestingApi()) {
            other.answer("GET", "/api/v1/servers/notes", 200, "{\"name\":\"notes\"}")
                    .answer("POST", "/api/v1/tokens", 201, "{\"id\":1,\"token\":\"mcp_other\"}");
            environment.put("COORDINATOR_URL", other.url());
            for (String client : List.of("claude-desktop", "cursor")) {
                assertThat(run("connect", client, "--server", "notes", "--with-token", "--write"))
                        .as(err())
                        .isZero();
            }
        }
        assertThat(program).content().contains("mcp_other").doesNotContain("mcp_made");
        assertThat(address).content().contains("mcp_other").doesNotContain("mcp_made");
        assertThat(out()).contains("readable by its owner only").contains("may hold a token");
    }

    @Test
    void aLocalProductNeedsNoTokenForItsProgram() throws IOException {
        Path data = Files.createDirectories(home.resolve("data"));
        Files.writeString(data.resolve("admin-password"), "kept");
        Files.writeString(data.resolve("up.json"), "{\"httpPort\":" + api.port() + "}");
        environment.remove("COORDINATOR_URL");
        environment.remove("COORDINATOR_TOKEN");
        assertThat(run("connect", "claude-desktop", "--server", "notes", "--data", data.toString()))
                .as(err())
                .isZero();
        JsonNode printed = new ObjectMapper().readTree(out());
        assertThat(printed.at("/mcpServers/notes/args").toString())
                .contains("\"--data\"")
                .contains(data.toString());
        assertThat(printed.at("/mcpServers/notes").has("env")).isFalse();
        assertThat(home.resolve(".config")).doesNotExist();
    }

    @Test
    void withoutAServerAllAreOne() throws IOException {
        assertThat(run("connect", "cursor", "--write")).as(err()).isZero();
        assertThat(tree(home.resolve(".cursor/mcp.json"))
                        .at("/mcpServers/coordinator/url")
                        .asText())
                .isEqualTo(api.url() + "/mcp");
        assertThat(run("connect", "cursor", "--write")).as("it is ours").isZero();
        assertThat(run("connect", "claude-desktop", "--with-token", "--write"))
                .as(err())
                .isZero();
        JsonNode program = tree(home.resolve(".config/Claude/claude_desktop_config.json"));
        assertThat(program.at("/mcpServers/coordinator/args").toString())
                .contains("\"stdio\"")
                .doesNotContain("--server");
    }

    @Test
    void aClientThatIsNotKnownIsToldWhichAre() {
        assertThat(run("connect", "emacs", "--server", "notes")).isEqualTo(2);
        assertThat(err()).contains("claude-desktop, claude-code, cursor, vscode, inspector");
    }

    private static List<Path> backups(Path file) throws IOException {
        try (Stream<Path> all = Files.list(file.getParent())) {
            return all.filter(path -> path.toString().endsWith("backup")).toList();
        }
    }

    private static JsonNode tree(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        Shell shell = new Shell(
                new Printer(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                new ByteArrayInputStream(new byte[0]),
                environment,
                false);
        return Commands.run(shell, arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
