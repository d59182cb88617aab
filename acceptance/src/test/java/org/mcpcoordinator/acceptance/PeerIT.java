package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Strangers on both sides: servers from the npm registry or made with its SDKs, deployed as {@code command} servers, called
 * through the gateway by the MCP Java SDK and by hand.
 */
@ExtendWith(RunningProduct.Provider.class)
class PeerIT {
    private static final int COPIES = 3;
    private static final int SERVERS = COPIES + 4;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}";
    private static final String ENVELOPE = """
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
             "io.modelcontextprotocol/clientInfo":{"name":"peer","version":"1"},
             "io.modelcontextprotocol/clientCapabilities":{}}""";

    private static final String GREETING = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},
             "clientInfo":{"name":"peer","version":"1"}}}""";

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(3);
    private static RunningProduct product;
    private static JsonNode rollout;
    private static HttpServer silent;
    private static Path everything;
    private static CompletableFuture<HttpResponse<String>> unanswered;

    @BeforeAll
    static void deployThePeers(RunningProduct running) throws IOException {
        Path node = Requirement.program("node");
        product = running;
        everything = Peers.install().resolve("@modelcontextprotocol/server-everything/dist/index.js");
        Path patient = Peers.script("patient.mjs");
        silent = SilentServer.begin(THREADS);
        Path fleet = Files.createTempFile("peers", ".yaml");
        Files.writeString(fleet, """
                fleet: peers
                servers:
                  - name: everything
                    category: dev-tools
                    replicas: %1$d
                    command: %2$s
                    args: ["%3$s", "streamableHttp"]
                    env:
                      PORT: "${port}"
                  - name: everything-old
                    category: dev-tools
                    command: %2$s
                    args: ["%3$s", "sse"]
                    transport: sse
                    env:
                      PORT: "${port}"
                  - name: patient-legacy
                    category: dev-tools
                    command: %2$s
                    args: ["%4$s", "legacy"]
                    env:
                      PORT: "${port}"
                  - name: patient-modern
                    category: dev-tools
                    command: %2$s
                    args: ["%4$s", "modern"]
                    env:
                      PORT: "${port}"
                  - name: silent
                    category: dev-tools
                    url: http://127.0.0.1:%5$d/mcp
                """.formatted(
                        COPIES, node, everything, patient, silent.getAddress().getPort()));
        deployCarefully(fleet);
        // It takes the gateway's whole time limit of 15 s, so it is sent first and looked at by its own test.
        HttpRequest call = modern("silent", 7, "tools/call", "wait")
                .timeout(Duration.ofSeconds(90))
                .build();
        unanswered = CompletableFuture.supplyAsync(() -> product.send(call), THREADS);
    }

    /**
     * With the careful profile's gates, but one bake in place of its minutes, just long enough that every server is probed;
     * how busy the tests keep the processors is no matter.
     */
    private static void deployCarefully(Path fleet) {
        Commands.Outcome applied = product.coordinator(
                "apply",
                fleet.toString(),
                "--profile",
                "careful",
                "--no-canary",
                "--term",
                "batchBakeSeconds=0",
                "--term",
                "phaseBakeSeconds=6",
                "--term",
                "minHealthySeconds=1",
                "--term",
                "latencyP95Millis=10000",
                "--term",
                "cpuPercent=0",
                "--watch",
                "--json");
        assertThat(applied.exitCode()).as(applied.output()).isZero();
        JsonNode newest = product.get("rollouts").path("items").path(0);
        rollout = product.get("rollouts/" + newest.path("id").asText());
    }

    @AfterAll
    static void takeThePeersAway() throws IOException {
        THREADS.shutdownNow();
        if (silent != null) {
            silent.stop(0);
        }
        if (product == null) {
            return;
        }
        Path empty = Files.createTempFile("peers", ".yaml");
        Files.writeString(empty, "fleet: peers\nservers: []\n");
        Commands.Outcome removed = product.coordinator(
                "apply",
                empty.toString(),
                "--profile",
                "quick",
                "--watch",
                "--allow-remove",
                Integer.toString(SERVERS));
        assertThat(removed.exitCode()).as(removed.output()).isZero();
    }

    @Test
    void theCarefulProfileLetStrangersPassBecauseTheyWereMeasured() {
        assertThat(rollout.path("profile").asText()).isEqualTo("careful");
        assertThat(rollout.path("phases"))
                .isNotEmpty()
                .allSatisfy(phase -> assertThat(phase.path("gates"))
                        .filteredOn(gate -> Set.of("healthy-ratio", "latency-p95")
                                .contains(gate.path("name").asText()))
                        .hasSize(2)
                        .allSatisfy(gate -> {
                            assertThat(gate.path("verdict").asText()).isEqualTo("PASS");
                            assertThat(gate.path("value").asDouble()).isPositive();
                        }));
    }

    /** The second one speaks nothing newer than HTTP+SSE of 2024-11-05. */
    @ParameterizedTest
    @ValueSource(strings = {"everything", "everything-old"})
    void theSdksClientCallsAToolThroughTheGateway(String server) {
        try (McpSyncClient client = client(server)) {
            assertThat(client.initialize().serverInfo().name()).isNotEmpty();
            assertThat(client.listTools().tools()).extracting(Tool::name).contains("echo");
            CallToolResult result = client.callTool(CallToolRequest.builder("echo")
                    .arguments(Map.of("message", "from afar"))
                    .build());
            assertThat(result.content())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            TextContent.class, text -> assertThat(text.text()).contains("from afar"));
        }
    }

    /** The agent starts it, and asks it through the node's listener for such servers. */
    @Test
    void aProgramOfHttpAndSseIsTriedBeforeItComesIn() {
        ObjectNode wish = new ObjectMapper().createObjectNode().put("file", """
                {"fleet": "tried", "servers": [{"name": "tried", "category": "api", "command": "%s", "args": ["%s", "sse"],
                 "transport": "sse", "env": {"PORT": "${port}"}}]}""".formatted(
                        Requirement.program("node"), everything));
        wish.putObject("call").put("tool", "echo").putObject("arguments").put("message", "hello Bob");
        HttpResponse<String> trial = product.post("trials", wish.toString());
        assertThat(trial.body()).contains("ANSWERED", "hello Bob", "\"gone\":true");
    }

    /** A second of work in four steps: what was kept back until the end would come all at once. */
    @ParameterizedTest
    @ValueSource(strings = {"everything", "everything-old"})
    void progressReachesTheClientWhileTheToolStillRuns(String server) {
        List<Instant> told = new CopyOnWriteArrayList<>();
        try (McpSyncClient client = client(
                server,
                spec -> spec.progressConsumer(progress -> {
                    if ("p1".equals(progress.progressToken())) {
                        told.add(Instant.now());
                    }
                }))) {
            client.initialize();
            CallToolResult result = client.callTool(CallToolRequest.builder("trigger-long-running-operation")
                    .arguments(Map.of("duration", 1, "steps", 4))
                    .progressToken("p1")
                    .build());
            Instant ended = Instant.now();
            assertThat(result.isError()).isNotEqualTo(Boolean.TRUE);
            assertThat(told).hasSizeGreaterThanOrEqualTo(3);
            assertThat(told.get(0)).isBefore(ended.minusMillis(300));
        }
    }

    /** The server refuses all older revisions; which it speaks is known after its second probe. */
    @Test
    void theSdksClientOfAnOlderEraUsesAServerOfTheNewestOnly() {
        HttpRequest greeting = post("patient-modern", GREETING).build();
        Await.until("its eras are known", SOON, () -> product.send(greeting).statusCode() == 200);
        try (McpSyncClient client = client("patient-modern")) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("patient");
            assertThat(client.listTools().tools()).extracting(Tool::name).containsExactly("wait");
        }
    }

    /** It asks in the middle of the call, and knows nothing of the newest revision. */
    @Test
    void aClientOfTheNewestEraIsAskedByAServerOfAnOlderOne() {
        String capable = ENVELOPE.replace("Capabilities\":{}", "Capabilities\":{\"elicitation\":{}}");
        String call = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{"
                + "\"name\":\"trigger-elicitation-request\",\"arguments\":{},%s" + capable + "}}";
        JsonNode asked = result(call.formatted(5, ""));
        assertThat(asked.path("resultType").asText()).as(asked.toString()).isEqualTo("input_required");
        String key = asked.path("inputRequests").fieldNames().next();
        assertThat(asked.path("inputRequests").path(key).path("method").asText())
                .isEqualTo("elicitation/create");

        JsonNode done = result(call.formatted(
                6,
                "\"requestState\":" + asked.path("requestState") + ",\"inputResponses\":{\"" + key
                        + "\":{\"action\":\"accept\",\"content\":{\"name\":\"Grace\"}}},"));

        assertThat(done.path("resultType").asText()).isEqualTo("complete");
        assertThat(done.path("content").toString()).contains("Grace");
    }

    private static JsonNode result(String call) {
        HttpRequest.Builder request = post(call)
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "trigger-elicitation-request");
        HttpResponse<String> answer = product.send(request.build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningProduct.json(answer.body()).path("result");
    }

    /** It keeps each task in the session, at the copy, where it was begun, and asks nobody whose it is. */
    @Test
    void aTaskOfAnOlderServersStaysWhereItWasBegunAndIsItsCallersAlone() {
        JsonNode other = RunningProduct.json(product.post("tokens", "{\"name\":\"tasks\",\"role\":\"viewer\"}")
                .body());
        untilItsOfferIsKnown();
        JsonNode made = told(
                product.adminBasic(),
                "tools/call",
                "\"name\":\"simulate-research-query\",\"arguments\":{\"topic\":\"rain\"},");
        assertThat(made.at("/result/resultType").asText()).as(made.toString()).isEqualTo("task");
        String task = "\"taskId\":\"" + made.at("/result/taskId").asText() + "\",";

        for (int i = 0; i < 2 * COPIES; i++) {
            JsonNode stands = told(product.adminBasic(), "tasks/get", task);
            assertThat(stands.at("/result/status").asText())
                    .as(stands.toString())
                    .isEqualTo("working");
        }
        for (String method : List.of("tasks/get", "tasks/cancel")) {
            JsonNode foreign = told("Bearer " + other.path("token").asText(), method, task);
            assertThat(foreign.at("/error/code").asInt()).as(foreign.toString()).isEqualTo(-32602);
        }
        JsonNode ended = told(product.adminBasic(), "tasks/cancel", task);
        assertThat(ended.has("result")).as(ended.toString()).isTrue();
        assertThat(told(product.adminBasic(), "tasks/get", task)
                        .at("/result/status")
                        .asText())
                .isEqualTo("cancelled");
        product.send(product.request("api/v1/tokens/" + other.path("id").asText())
                .DELETE()
                .build());
    }

    /** It asks on the stream of a request for the result, which a client of the newest revision does not send. */
    @Test
    void whatATaskOfAnOlderServersAsksIsAnsweredByAClientOfTheNewestRevision() {
        untilItsOfferIsKnown();
        JsonNode made = told(
                product.adminBasic(),
                "tools/call",
                "\"name\":\"simulate-research-query\",\"arguments\":{\"topic\":\"python\",\"ambiguous\":true},");
        String task = "\"taskId\":\"" + made.at("/result/taskId").asText() + "\",";
        Await.until("it asks", SOON, () -> stands(task).path("status").asText().equals("input_required"));
        JsonNode questions = stands(task).path("inputRequests");
        assertThat(questions).hasSize(1);
        String key = questions.fieldNames().next();
        assertThat(questions.at("/" + key + "/params/message").asText()).contains("python");

        JsonNode taken = told(
                product.adminBasic(),
                "tasks/update",
                task + "\"inputResponses\":{\"" + key
                        + "\":{\"action\":\"accept\",\"content\":{\"interpretation\":\"snake\"}}},");

        assertThat(taken.at("/result/resultType").asText()).as(taken.toString()).isEqualTo("complete");
        Await.until(
                "it is done", SOON, () -> stands(task).path("status").asText().equals("completed"));
        assertThat(stands(task).at("/result/content/0/text").asText()).contains("python (snake)");
    }

    /** What is begun before that is nobody's. */
    private static void untilItsOfferIsKnown() {
        Await.until(
                "what it offers is known",
                SOON,
                () -> product.send(about("mcp", product.adminBasic(), "server/discover", "")
                                .build())
                        .body()
                        .contains("io.modelcontextprotocol/tasks"));
    }

    private static JsonNode stands(String task) {
        return told(product.adminBasic(), "tasks/get", task).path("result");
    }

    private static JsonNode told(String authorization, String method, String params) {
        return RunningProduct.json(product.send(
                        about("mcp/s/everything", authorization, method, params).build())
                .body());
    }

    /** A request of the newest revision whose client knows tasks, and can be asked. */
    private static HttpRequest.Builder about(String path, String authorization, String method, String params) {
        String capable = ENVELOPE.replace(
                "Capabilities\":{}",
                "Capabilities\":{\"elicitation\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}");
        String named = params.isEmpty() ? "" : params.split("\"", -1)[3];
        HttpRequest.Builder request = product.request(path)
                .setHeader("Authorization", authorization)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":11,\"method\":\"" + method
                        + "\",\"params\":{" + params + capable + "}}"));
        return named.isEmpty() ? request : request.header("Mcp-Name", named);
    }

    @Test
    void aServerThatListensEverywhereIsKeptOnLoopback() {
        JsonNode items = product.get("servers/everything").path("instances");
        assertThat(items).hasSize(COPIES);
        assertThat(items)
                .allSatisfy(item -> assertThat(item.path("state").asText()).isEqualTo("HEALTHY"));
    }

    /** Node programs take their time to start; {@link ColdStartIT} does it with a hundred of them. */
    @Test
    void eachNodeProgramWasStartedOnce() {
        assertThat(new AgentSocket(product).starts())
                .filteredOn(start -> Set.of("everything", "patient-legacy", "patient-modern")
                        .contains(start.path("server").asText()))
                .hasSize(COPIES + 2)
                .allSatisfy(start -> assertThat(start.path("attempt").asInt()).isOne());
    }

    /** A session belongs to one copy, which keeps it for ever unless it is ended. */
    @Test
    void aSessionStaysOnItsCopyHasAStreamAndEndsWithDelete() throws Exception {
        HttpResponse<String> greeting = product.send(post(GREETING).build());
        String session = greeting.headers().firstValue("Mcp-Session-Id").orElseThrow();
        HttpRequest.Builder initialized = post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(status(initialized, session)).isEqualTo(202);
        for (int call = 0; call < 2 * COPIES; call++) {
            assertThat(status(post(LIST), session)).isEqualTo(200);
        }

        HttpRequest stream =
                within(product.request("mcp/s/everything"), session).GET().build();
        HttpResponse<InputStream> opened =
                HttpClient.newHttpClient().send(stream, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream events = opened.body()) {
            assertThat(opened.statusCode()).isEqualTo(200);
            assertThat(opened.headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(status(product.request("mcp/s/everything").DELETE(), session))
                    .isEqualTo(200);
            assertThat(events.readAllBytes()).asString(StandardCharsets.UTF_8).doesNotContain("error");
        }
        assertThat(status(post(LIST), session)).isIn(400, 404);
    }

    /** The older era: the connection may break without ending anything; the notification ends it. */
    @Test
    void aCancelledNotificationEndsTheWorkOfALegacyServer() throws Exception {
        HttpResponse<String> greeting =
                product.send(post("patient-legacy", GREETING).build());
        String session = greeting.headers().firstValue("Mcp-Session-Id").orElseThrow();
        assertThat(status(
                        post("patient-legacy", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"),
                        session))
                .isEqualTo(202);
        HttpRequest call = within(post("patient-legacy", """
                                {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"wait"}}"""), session).build();
        try (InputStream events = HttpClient.newHttpClient()
                .send(call, HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            Await.until("the tool works", SOON, () -> log("patient-legacy").contains("wait began"));

            HttpRequest.Builder cancel = post("patient-legacy", """
                    {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2,"reason":"enough"}}""");
            assertThat(status(cancel, session)).isEqualTo(202);

            Await.until("its work has ended", SOON, () -> log("patient-legacy").contains("wait cancelled"));
            assertThat(events).isNotNull();
        }
    }

    /** Since 2026-07-28 whoever closes the connection has cancelled. */
    @Test
    void closingTheConnectionEndsTheWorkOfAModernServer() throws Exception {
        HttpRequest call = modern("patient-modern", 2, "tools/call", "wait").build();
        try (InputStream events = HttpClient.newHttpClient()
                .send(call, HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            assertThat(events.read()).isPositive();
            assertThat(log("patient-modern")).contains("wait began").doesNotContain("wait cancelled");
        }

        Await.until("its work has ended", SOON, () -> log("patient-modern").contains("wait cancelled"));
    }

    @Test
    void aServerThatNeverAnswersHasItsOwnTimeLimitAndOthersDoNotNotice() {
        String other = product.get("servers?category=database&state=HEALTHY&size=1")
                .path("items")
                .path(0)
                .path("name")
                .asText();
        HttpRequest discover = Discover.at(product.base().resolve("mcp/s/" + other))
                .header("Authorization", product.adminBasic())
                .build();
        for (int call = 0; call < 20; call++) {
            assertThat(product.send(discover).statusCode()).isEqualTo(200);
        }

        HttpResponse<String> late = unanswered.join();
        assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
        JsonNode answer = RunningProduct.json(late.body());
        assertThat(answer.path("id").asInt()).isEqualTo(7);
        assertThat(answer.path("error").path("message").asText()).contains("silent", "15000 ms");
    }

    private static String log(String server) {
        return product.get("servers/" + server + "/logs").toString();
    }

    private static HttpRequest.Builder modern(String server, int id, String method, String tool) {
        return post(server, """
                {"jsonrpc":"2.0","id":%d,"method":"%s","params":{"name":"%s",%s}}""".formatted(id, method, tool, ENVELOPE))
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .header("Mcp-Name", tool);
    }

    private static HttpRequest.Builder post(String message) {
        return post("everything", message);
    }

    private static HttpRequest.Builder post(String server, String message) {
        return product.request("mcp/s/" + server)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(message));
    }

    private static int status(HttpRequest.Builder request, String session) {
        return product.send(within(request, session).build()).statusCode();
    }

    private static HttpRequest.Builder within(HttpRequest.Builder request, String session) {
        return request.setHeader("Accept", "application/json, text/event-stream")
                .header("Mcp-Session-Id", session)
                .header("MCP-Protocol-Version", "2025-11-25");
    }

    private static McpSyncClient client(String server) {
        return client(server, spec -> spec);
    }

    private static McpSyncClient client(String server, UnaryOperator<McpClient.SyncSpec> more) {
        HttpRequest.Builder authorized = HttpRequest.newBuilder().header("Authorization", product.adminBasic());
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        product.base().toString())
                .endpoint("/mcp/s/" + server)
                .requestBuilder(authorized)
                .build();
        return more.apply(McpClient.sync(transport).requestTimeout(Duration.ofSeconds(20)))
                .build();
    }
}
