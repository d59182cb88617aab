package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.mcp.Era;

/** Servers from the npm registry that speak stdio only, deployed as they are and called through the gateway, and an image. */
@ExtendWith(RunningProduct.Provider.class)
class StdioIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static RunningProduct product;
    private static Path shelf;
    private static TinyImage image = new TinyImage("", "not made yet");

    /** True if the host can keep programs from the network; where it cannot, they run with it. */
    private static boolean keeps;

    /** True if the host can install packages of Python. */
    private static boolean pythonic;

    @BeforeAll
    static void deployThem(RunningProduct running) throws Exception {
        Path node = Requirement.program("node");
        Path modules = Peers.install().resolve("@modelcontextprotocol");
        product = running;
        shelf = Files.createTempDirectory("shelf").toRealPath();
        Files.writeString(shelf.resolve("note.txt"), "written before");
        keeps = running.get("hosts").at("/items/0/confines/network").asText().equals("namespace");
        image = TinyImage.made();
        apply("""
                fleet: pipes
                defaults:
                  dev-tools: { transport: stdio }
                servers:
                  - name: shelf
                    category: filesystem
                    command: %1$s
                    args: ["%2$s/server-filesystem/dist/index.js", "%3$s"]
                    transport: stdio
                    network: %4$s
                  - name: memory
                    category: dev-tools
                    command: %1$s
                    args: ["%2$s/server-memory/dist/index.js"]
                    env: { MEMORY_FILE_PATH: "%3$s/memory.json" }
                    network: %5$s
                  - name: thinking
                    category: dev-tools
                    replicas: 2
                    command: npx
                    args: ["-y", "@modelcontextprotocol/server-sequential-thinking@2026.8.31"]
                  - name: ported
                    category: dev-tools
                    command: %7$s
                    args: ["${port}"]
                    transport: http
                    network: %5$s
                %6$s%8$s""".formatted(
                        node,
                        modules,
                        shelf,
                        keeps ? "none" : "any",
                        keeps ? "loopback" : "any",
                        boxed(),
                        TinyProgram.compile(),
                        clock()));
    }

    @AfterAll
    static void takeThemAway() throws IOException {
        if (product != null) {
            apply("fleet: pipes\nservers: []\n", "--allow-remove", "7");
            image.close();
        }
    }

    private static String boxed() {
        return image.name().isEmpty() ? "" : """
                  - name: boxed
                    category: system-ops
                    image: %s
                    args: ["8080"]
                    containerPort: 8080
                    network: %s
                    limits: {memory: 32MB}
                """.formatted(image.name(), keeps ? "loopback" : "any");
    }

    private static String clock() throws IOException {
        TinyWheels.write();
        pythonic = Commands.run(List.of("python3", "-c", "import ensurepip, venv"), shelf, Map.of())
                        .exitCode()
                == 0;
        return pythonic ? """
                  - name: clock
                    category: api
                    command: uvx
                    args: ["%s", "--zone", "UTC"]
                    transport: stdio
                """.formatted(TinyWheels.NAME) : "";
    }

    @Test
    void anImageServesThroughTheGatewayLikeAProgramAndHasNoRights() throws IOException {
        Requirement.program("podman");
        Requirement.program("cc");
        assumeTrue(!image.name().isEmpty(), image.reason());
        try (McpSyncClient client = client("boxed")) {
            client.initialize();
            assertThat(client.listTools().tools()).isNotEmpty();
        }
        JsonNode told = product.get("servers/boxed");
        JsonNode copy = told.path("instances").path(0);
        assertThat(told.at("/definition/image").asText()).isEqualTo(image.name());
        assertThat(copy.path("port").asInt()).isPositive();
        Path process = Path.of("/proc/" + copy.path("pid").asLong());
        assertThat(Files.readString(process.resolve("cmdline"))).startsWith("/tiny-mcp-boxed");
        assertThat(Files.readAllLines(process.resolve("status"))).anyMatch(line -> line.matches("CapEff:\\s+0+"));
        assertThat(Files.readSymbolicLink(process.resolve("ns/net")))
                .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        if (keeps) {
            assertThat(product.get("hosts").at("/items/0/confines/imagePorts").asText())
                    .isEqualTo("namespace");
            assertThat(Files.readAllLines(process.resolve("net/dev")).stream().skip(2))
                    .as("its network has a loopback and nothing else")
                    .singleElement()
                    .asString()
                    .contains("lo:");
        }
        assertThat(product.coordinator("doctor").output()).contains("container images are run by podman");
    }

    @Test
    void theSdksClientReadsAFileThroughTheGateway() {
        try (McpSyncClient client = client("shelf")) {
            assertThat(client.initialize().serverInfo().name()).isNotEmpty();
            assertThat(client.listTools().tools()).extracting(Tool::name).contains("read_text_file");

            CallToolResult result = client.callTool(CallToolRequest.builder("read_text_file")
                    .arguments(Map.of("path", shelf.resolve("note.txt").toString()))
                    .build());

            assertThat(result.content())
                    .first()
                    .isInstanceOfSatisfying(
                            TextContent.class, text -> assertThat(text.text()).contains("written before"));
        }
    }

    /** What the server of the npm registry does, it does without a network. */
    @Test
    void aServerThatIsKeptFromTheNetworkIsInNoneOfItsHostsAndSaysSo() throws IOException {
        Requirement.that(keeps, "this test needs a host that lets programs have networks of their own");
        Path ours = Path.of("/proc/self/ns/net");
        try (McpSyncClient client = client("ported")) {
            client.initialize();
            assertThat(client.listTools().tools()).isNotEmpty();
        }
        for (String server : List.of("shelf", "memory", "ported")) {
            JsonNode told = product.get("servers/" + server);
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid(server) + "/ns/net")))
                    .isNotEqualTo(Files.readSymbolicLink(ours));
            assertThat(told.path("definition").path("network").asText())
                    .isEqualTo(server.equals("shelf") ? "none" : "loopback");
            assertThat(told.path("confines").path("network").asText()).isEqualTo("namespace");
        }
        assertThat(product.coordinator("fleet", "pipes", "--json").output().replace(" ", ""))
                .contains("\"network\":\"none\"")
                .contains("\"network\":\"loopback\"");
        assertThat(product.coordinator("doctor").output()).contains("programs can be kept from it, each by itself");
    }

    /** From the pipe of the client to the pipe of the server, in Java all the way. */
    @Test
    void aClientThatSpeaksStdioOnlyReadsTheSameFile() {
        ServerParameters bridge = ServerParameters.builder(
                        RunningProduct.ROOT.resolve("coordinator").toString())
                .args("stdio", "--server", "shelf", "--data", product.data().toString())
                .addEnvVar("COORDINATOR_BUILD", "never")
                .build();
        StdioClientTransport transport = new StdioClientTransport(bridge, new JacksonMcpJsonMapper(new ObjectMapper()));
        try (McpSyncClient client = McpClient.sync(transport)
                .requestTimeout(Duration.ofSeconds(30))
                .initializationTimeout(Duration.ofSeconds(30))
                .build()) {
            assertThat(client.initialize().serverInfo().name()).isNotEmpty();
            CallToolResult result = client.callTool(CallToolRequest.builder("read_text_file")
                    .arguments(Map.of("path", shelf.resolve("note.txt").toString()))
                    .build());
            assertThat(result.content().toString()).contains("written before");
        }
    }

    @Test
    void aServerOfAClientsFileJoinsAFleetWithItsSecretInTheStore() throws IOException {
        Path file = Files.createTempFile("client", ".json");
        Files.writeString(file, """
                {"mcpServers": {
                  "Note Book": {"command": "%s", "args": ["%s/server-memory/dist/index.js"],
                                "env": {"MEMORY_FILE_PATH": "%s/book.json", "BOOK_TOKEN": "tell-nobody"}},
                  "boxed": {"command": "docker", "args": ["run", "-i", "mcp/fetch"]}}}
                """.formatted(
                        Requirement.program("node"), Peers.install().resolve("@modelcontextprotocol"), shelf));

        Commands.Outcome look = product.coordinator("import", file.toString(), "--fleet", "guests", "--dry-run");
        assertThat(look.output())
                .contains("note-book (Note Book)", "note-book keeps note-book.BOOK_TOKEN-", "without a digest")
                .doesNotContain("tell-nobody");
        Commands.Outcome applied = product.coordinator(
                "import", file.toString(), "--fleet", "guests", "--apply", "--profile", "quick", "--watch");

        try (McpSyncClient client = client("note-book")) {
            assertThat(applied.output()).contains("note-book");
            client.initialize();
            assertThat(client.listTools().tools()).extracting(Tool::name).contains("create_entities");
            assertThat(product.coordinator("fleet", "guests").output())
                    .contains("${secret:note-book.BOOK_TOKEN-")
                    .doesNotContain("tell-nobody");
        } finally {
            apply("fleet: guests\nservers: []\n", "--allow-remove", "1");
        }
    }

    @Test
    void aModernClientCallsTheSameServers() {
        HttpRequest list = product.request("mcp/s/thinking")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/list")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc":"2.0","id":"m","method":"tools/list","params":{
                         "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
                                  "io.modelcontextprotocol/clientCapabilities":{}}}}"""))
                .build();

        HttpResponse<String> answer = product.send(list);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode message = RunningProduct.json(answer.body());
        assertThat(message.path("id").asText()).isEqualTo("m");
        assertThat(message.path("result").path("resultType").asText()).isEqualTo("complete");
        assertThat(message.path("result").path("tools").path(0).path("name").asText())
                .isEqualTo("sequentialthinking");
    }

    /** Built-in servers and those of the registry, for a client of each era; and what is not known of one spoils nothing. */
    @Test
    void allServersAreOne() throws Exception {
        Map<String, Object> note = Map.of("path", shelf.resolve("note.txt").toString());
        try (McpSyncClient client = at("/mcp")) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("mcp-coordinator");
            Await.until(
                    "what the servers offer is known",
                    SOON,
                    () -> Stream.of("shelf__read_text_file", "memory__create_entities", "dev-all-01__encode")
                            .allMatch(name -> told(client, "describe_tool", Map.of("name", name))
                                    .contains("inputSchema")));

            assertThat(told(client, "shelf__read_text_file", note)).contains("written before");
            // There are more tools than anybody reads: three are listed, and find the others.
            assertThat(client.listTools().tools().stream().map(Tool::name))
                    .containsExactly("find_tools", "describe_tool", "call_tool");
            assertThat(told(client, "find_tools", Map.of("query", "add entities to the knowledge graph")))
                    .contains("memory__create_entities");
            assertThat(told(
                            client,
                            "call_tool",
                            Map.of(
                                    "name",
                                    "dev-all-01__encode",
                                    "arguments",
                                    Map.of("text", "hello", "form", "base64"))))
                    .contains("aGVsbG8=");
        }
        try (var modern = org.mcpcoordinator.mcp.client.McpClient.connect(
                HttpClient.newHttpClient(),
                product.base().resolve("mcp/c/filesystem"),
                Map.of("Authorization", product.adminBasic()),
                SOON,
                "test")) {
            assertThat(modern.peer().era()).isEqualTo(Era.MODERN);
            assertThat(modern.listTools().findValuesAsText("name"))
                    .contains("shelf__read_text_file")
                    .doesNotContain("memory__create_entities");
            assertThat(modern.callTool("shelf__read_text_file", new ObjectMapper().valueToTree(note))
                            .toString())
                    .contains("written before");
        }
    }

    private static String told(McpSyncClient client, String tool, Map<String, Object> arguments) {
        return client.callTool(
                        CallToolRequest.builder(tool).arguments(arguments).build())
                .content()
                .toString();
    }

    @Test
    void theyTakeNoPortAndSayWhatTheySpeak() {
        JsonNode copies = product.get("servers/thinking").path("instances");

        assertThat(copies).hasSize(2).allSatisfy(copy -> {
            assertThat(copy.path("port").asInt()).isZero();
            assertThat(copy.path("endpoint").asText()).startsWith("stdio:thinking/");
            assertThat(copy.path("pid").asLong()).isPositive();
        });
        assertThat(product.coordinator("servers", "thinking").output()).contains("stdio");
        assertThat(product.coordinator("explain", "thinking").output()).contains("stdio");
        assertThat(product.get("servers/shelf/logs").path("lines").toString()).contains("Secure MCP Filesystem Server");
    }

    @Test
    void whatNpxNamesRunsAsOneProcessOfAPinnedVersion() throws IOException {
        String script = "store/npm/@modelcontextprotocol/server-sequential-thinking/2026.8.31/tree/node_modules/";
        JsonNode copies = product.get("servers/thinking").path("instances");
        for (JsonNode copy : copies) {
            long pid = copy.path("pid").asLong();
            String line = Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
            assertThat(line).contains("node ").contains(script).doesNotContain("npx");
            assertThat(ProcessHandle.of(pid).orElseThrow().descendants()).isEmpty();
        }
        JsonNode server = RunningProduct.json(
                        product.coordinator("fleet", "pipes", "--json").output())
                .path("servers")
                .path(2);
        assertThat(server.path("args").path(1).asText()).endsWith("@2026.8.31");
        assertThat(server.path("integrity").asText()).startsWith("sha512-");
    }

    @Test
    void anOperatorBringsNoProgramInAndIsToldWhy() {
        String token = RunningProduct.json(product.post("tokens", "{\"name\": \"brings-in\", \"role\": \"operator\"}")
                        .body())
                .path("token")
                .asText();
        HttpResponse<String> refused =
                product.send(HttpRequest.newBuilder(product.base().resolve("api/v1/plans"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("""
                        {"fleet": "brought", "servers": [{"name": "brought", "category": "api", "transport": "stdio",
                         "command": "npx", "args": ["-y", "no-such-package-is-asked-for"]}]}"""))
                        .build());

        assertThat(refused.statusCode()).isEqualTo(403);
        JsonNode problem = RunningProduct.json(refused.body());
        assertThat(problem.path("code").asText()).isEqualTo("COMMAND_NOT_ALLOWED");
        assertThat(problem.path("detail").asText()).contains("coordinator.catalog.allowed-commands");
        assertThat(problem.path("mistakes").path(0).path("place").asText()).isEqualTo("/servers/0/command");
    }

    @Test
    void whatUvxNamesRunsAsOneProcessOfAPinnedVersion() throws IOException {
        Requirement.that(pythonic, "this test needs a python3 that makes environments with pip, or uv");
        try (McpSyncClient client = client("clock")) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("tiny-clock");
            assertThat(told(client, "greet", Map.of("name", "Ada"))).contains("hello Ada --zone UTC");
        }
        long pid = pid("clock");
        assertThat(Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' '))
                .contains("store/uv/" + TinyWheels.NAME + "/1.0/tree/venv/bin/python ")
                .contains("/1.0/tree/venv/bin/" + TinyWheels.NAME + " --zone UTC")
                .doesNotContain("uvx");
        assertThat(ProcessHandle.of(pid).orElseThrow().descendants()).isEmpty();
        JsonNode server = product.get("servers/clock").path("definition");
        assertThat(server.path("args").path(0).asText()).isEqualTo(TinyWheels.NAME + "@1.0");
        String file = """
                {"fleet": "tried", "servers": [{"name": "tried", "category": "api", "command": "uvx",
                 "args": ["--from", "%1$s==1.0", "%1$s"], "transport": "stdio"}]}""".formatted(TinyWheels.NAME);
        ObjectNode wish = new ObjectMapper().createObjectNode().put("file", file);
        wish.putObject("call").put("tool", "greet").putObject("arguments").put("name", "Bob");
        HttpResponse<String> trial = product.post("trials", wish.toString());
        assertThat(trial.body()).contains("ANSWERED", "hello Bob", "\"processes\":1");
        HttpResponse<String> another = product.post("plans", """
                {"fleet": "clocks", "servers": [{"name": "other", "category": "api", "transport": "stdio",
                 "command": "uvx", "args": ["--from", "%s", "no-such-entry"]}]}""".formatted(TinyWheels.NAME));
        assertThat(another.body()).contains("has no program no-such-entry; it has [" + TinyWheels.NAME + "]");
    }

    /** Seventy packages: of the index that this machine's pip is configured with, where that has them. */
    @Test
    @Tag("endurance")
    void aRealPackageOfPythonServesWhereTheIndexHasIt() throws IOException {
        Path script = Files.writeString(shelf.resolve("fast.py"), """
                from fastmcp import FastMCP
                mcp = FastMCP("fast")
                @mcp.tool
                def add(a: int, b: int) -> int:
                    return a + b
                """);
        String fleet = """
                {"fleet": "fast", "servers": [{"name": "fast", "category": "api", "transport": "stdio", "network": "%s",
                 "command": "uvx", "args": ["fastmcp", "run", "--no-banner", "%s"]}]}""".formatted(keeps ? "loopback" : "any", script);
        Path file = Files.writeString(shelf.resolve("fast.json"), fleet);
        List<Commands.Outcome> plans = new ArrayList<>();
        Await.until("the packages are there, or cannot be had", Duration.ofMinutes(6), () -> {
            plans.add(0, product.coordinator("plan", file.toString()));
            return !plans.get(0).output().contains("PACKAGES_ON_THE_WAY");
        });
        boolean changes = plans.get(0).exitCode() == 1;
        assumeTrue(changes, plans.get(0).output());
        apply(fleet);
        try (McpSyncClient client = client("fast")) {
            client.initialize();
            assertThat(told(client, "add", Map.of("a", 2, "b", 40))).contains("42");
            assertThat(ProcessHandle.of(pid("fast")).orElseThrow().descendants())
                    .isEmpty();
        } finally {
            apply("fleet: fast\nservers: []\n", "--allow-remove", "1");
        }
    }

    @Test
    void aKilledOneIsBackWithWhatItHadWritten() {
        try (McpSyncClient client = client("memory")) {
            client.initialize();
            client.callTool(CallToolRequest.builder("create_entities")
                    .arguments(Map.of(
                            "entities",
                            List.of(Map.of("name", "Ada", "entityType", "person", "observations", List.of("counts")))))
                    .build());
        }
        long pid = pid("memory");

        Processes.kill(pid);

        Await.until("another process answers", SOON, () -> {
            JsonNode copy = product.get("servers/memory").path("instances").path(0);
            return copy.path("state").asText().equals("HEALTHY")
                    && copy.path("pid").asLong() != pid;
        });
        try (McpSyncClient client = client("memory")) {
            client.initialize();
            assertThat(client.callTool(CallToolRequest.builder("read_graph").build())
                            .content()
                            .toString())
                    .contains("Ada");
        }
        assertThat(new AgentSocket(product).starts())
                .filteredOn(start -> start.path("server").asText().equals("memory"))
                .extracting(start -> start.path("cause").asText())
                .hasSize(2)
                .endsWith("crash");
    }

    private static long pid(String server) {
        return product.get("servers/" + server)
                .path("instances")
                .path(0)
                .path("pid")
                .asLong();
    }

    private static void apply(String fleet, String... more) throws IOException {
        Path file = Files.createTempFile("pipes", ".yaml");
        Files.writeString(file, fleet);
        String[] command = new String[5 + more.length];
        System.arraycopy(new String[] {"apply", file.toString(), "--profile", "quick", "--watch"}, 0, command, 0, 5);
        System.arraycopy(more, 0, command, 5, more.length);
        Commands.Outcome applied = product.coordinator(command);
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }

    private static McpSyncClient client(String server) {
        return at("/mcp/s/" + server);
    }

    private static McpSyncClient at(String path) {
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        product.base().toString())
                .endpoint(path)
                .requestBuilder(HttpRequest.newBuilder().header("Authorization", product.adminBasic()))
                .build();
        return McpClient.sync(transport).requestTimeout(Duration.ofSeconds(20)).build();
    }
}
