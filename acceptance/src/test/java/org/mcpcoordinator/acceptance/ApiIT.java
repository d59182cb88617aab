package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The REST API of the assembled product: refusals, shapes. */
@ExtendWith(RunningProduct.Provider.class)
class ApiIT {
    /** Nobody has this name. */
    private static final String NOBODY = "nobody-9999";

    @Test
    void aWrongLoginIs401AndTellsNothing(RunningProduct product) {
        HttpResponse<String> wrong = login(product, product.adminName(), "wrong");
        HttpResponse<String> nobody = login(product, NOBODY, "wrong");

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(wrong.headers().allValues("WWW-Authenticate")).isEmpty();
        assertThat(nobody.body()).isEqualTo(wrong.body());
    }

    @Test
    void aSessionNeedsItsHeaderForChangesAndEndsWithLogout(RunningProduct product) {
        HttpResponse<String> login = login(product, product.adminName(), product.adminPassword());
        assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
        String setCookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(setCookie).contains("HttpOnly").contains("SameSite=Strict");
        String cookie = setCookie.substring(0, setCookie.indexOf(';'));

        HttpResponse<String> me =
                product.send(api(product, "me").header("Cookie", cookie).build());
        assertThat(RunningProduct.json(me.body()).path("role").asText()).isEqualTo("admin");

        HttpResponse<String> forged = product.send(api(product, "servers/" + NOBODY + "/restart")
                .header("Cookie", cookie)
                .POST(BodyPublishers.noBody())
                .build());
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(RunningProduct.json(forged.body()).path("code").asText()).isEqualTo("FOREIGN_ORIGIN");

        HttpResponse<String> own = product.send(api(product, "servers/" + NOBODY + "/restart")
                .header("Cookie", cookie)
                .header("X-Requested-With", "coordinator")
                .POST(BodyPublishers.noBody())
                .build());
        assertThat(own.statusCode()).isEqualTo(404);

        HttpResponse<String> logout = product.send(api(product, "logout")
                .header("Cookie", cookie)
                .header("X-Requested-With", "coordinator")
                .POST(BodyPublishers.noBody())
                .build());
        assertThat(logout.statusCode()).isEqualTo(204);
        assertThat(product.send(api(product, "me").header("Cookie", cookie).build())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theFleetAndItsServersHaveTheShapesScriptsRelyOn(RunningProduct product) {
        JsonNode fleet = product.get("fleet");
        assertThat(fleet.path("desired").asInt()).isGreaterThanOrEqualTo(RunningProduct.SERVERS);
        assertThat(fleet.path("categories")).hasSize(10);

        JsonNode page = product.get("servers?size=7&page=1");
        assertThat(page.path("items")).hasSize(7);
        assertThat(page.path("total").asInt()).isEqualTo(fleet.path("desired").asInt());

        String name = page.path("items").path(0).path("name").asText();
        JsonNode server = product.get("servers/" + name);
        assertThat(server.path("definition").path("name").asText()).isEqualTo(name);
        assertThat(server.path("instances").path(0).path("port").asInt()).isPositive();
        assertThat(server.path("probes")).isNotEmpty();
    }

    @Test
    void toolsAreListedFoundAndShown(RunningProduct product) {
        Await.until(
                "tools of databases are known",
                Duration.ofSeconds(60),
                () -> product.get("tools?category=database").path("total").asInt() > 0);
        JsonNode found = product.get("tools?q=run+a+query&category=database&size=3");
        assertThat(found.path("items"))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(3)
                .allSatisfy(tool -> assertThat(tool.path("category").asText()).isEqualTo("database"));
        assertThat(found.path("total").asInt()).isBetween(1, 50);
        JsonNode first = found.path("items").path(0);
        assertThat(product.get("tools/" + first.path("name").asText())
                        .path("inputSchema")
                        .isObject())
                .isTrue();
        JsonNode ofOne = product.get("tools?server=" + first.path("server").asText());
        assertThat(ofOne.path("items"))
                .allSatisfy(tool -> assertThat(tool.path("server")).isEqualTo(first.path("server")));
    }

    @Test
    void whatIsOutOfBoundsIsRefusedByName(RunningProduct product) {
        for (String path : List.of(
                "servers?size=1001",
                "servers?page=-1",
                "servers?state=GREEN",
                "audit?size=x",
                "tools?category=none",
                "tools?size=0")) {
            HttpResponse<String> refused =
                    product.send(product.request("api/v1/" + path).build());
            assertThat(refused.statusCode()).as(path).isEqualTo(400);
            assertThat(refused.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
            assertThat(RunningProduct.json(refused.body()).path("mistakes")).hasSize(1);
        }
    }

    @Test
    void aFleetFileWithThreeMistakesNamesThreePlacesAndStoresNothing(RunningProduct product) {
        String revisions = product.get("revisions").toString();
        HttpResponse<String> refused = product.post("plans", """
                {"fleet": "bad", "servers": [
                  {"name": "one", "category": "kitchen", "builtin": "devtools"},
                  {"name": "two", "category": "database", "builtin": "devtools", "colour": "red"},
                  {"name": "two", "category": "database", "builtin": "devtools"}]}
                """);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        JsonNode problem = RunningProduct.json(refused.body());
        assertThat(problem.path("code").asText()).isEqualTo("FLEET_FILE_INVALID");
        assertThat(problem.path("mistakes")).hasSize(3);
        assertThat(product.get("revisions")).hasToString(revisions);
    }

    /** What a newcomer copies from there must be a fleet file, to the letter. */
    @Test
    void theFleetFileOfTheReadmeIsPlanned(RunningProduct product) throws IOException {
        String readme = Files.readString(RunningProduct.ROOT.resolve("README.md"));
        int begin = readme.indexOf("# fleet.yaml");
        Path file = Files.createTempFile("readme", ".yaml");
        Files.writeString(file, readme.substring(begin, readme.indexOf("```", begin)));

        Commands.Outcome planned = product.coordinator("plan", file.toString(), "--json");

        assertThat(planned.exitCode()).as(planned.output()).isEqualTo(1);
        assertThat(planned.output()).contains("\"notes\"", "\"tickets\"", "\"maps\"");
    }

    @Test
    void aServersToolsAreListedAndTried(RunningProduct product) {
        String name = product.get("servers?category=dev-tools&state=HEALTHY&size=1")
                .path("items")
                .path(0)
                .path("name")
                .asText();
        JsonNode tools = product.get("servers/" + name + "/tools").path("items");
        assertThat(tools).isNotEmpty();
        assertThat(tools.path(0).path("inputSchema").path("type").asText()).isEqualTo("object");

        HttpResponse<String> unknown = product.post("servers/" + name + "/call", "{\"tool\": \"no-such-tool\"}");
        assertThat(unknown.statusCode()).isEqualTo(502);
        assertThat(RunningProduct.json(unknown.body()).path("code").asText()).isEqualTo("SERVER_REFUSED");
    }

    @Test
    void aSampleServerReadsTheFleetOverTheCoordinatorsOwnApi(RunningProduct product) {
        String call = """
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "fleet_state", "_meta": {
                  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                  "io.modelcontextprotocol/clientInfo": {"name": "it", "version": "1"},
                  "io.modelcontextprotocol/clientCapabilities": {}}}}
                """;
        HttpRequest request = HttpRequest.newBuilder(product.base().resolve("mcp/s/api-fleet-01"))
                .header("Authorization", "Bearer " + token(product, "viewer"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "fleet_state")
                .POST(BodyPublishers.ofString(call))
                .build();
        // Servers of the test before this one may be on their way out.
        Await.until("the fleet's figures are answered", Duration.ofSeconds(20), () -> {
            String desired = "\\\"desired\\\":" + product.get("fleet").path("desired");
            return product.send(request).body().contains(desired);
        });
        assertThat(product.get("tokens").path("items"))
                .anySatisfy(token -> assertThat(token.path("name").asText() + " "
                                + token.path("role").asText())
                        .isEqualTo("builtin-http-api@local viewer"));
        // When WildFly began: whatever ran here since then wrote there, too.
        int pages = product.get("audit?size=500").path("total").asInt() / 500 + 1;
        assertThat(IntStream.range(0, pages)
                        .mapToObj(page ->
                                product.get("audit?size=500&page=" + page).toString()))
                .anySatisfy(page -> assertThat(page).contains("token.renew"));
    }

    @Test
    void everyChangeIsInTheAuditTrailDoneOrRefused(RunningProduct product) {
        String secret = "audited-" + UUID.randomUUID();
        HttpResponse<String> set = product.send(product.request("api/v1/secrets/" + secret)
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("canary-value"))
                .build());
        assertThat(set.statusCode()).as(set.body()).isEqualTo(204);
        product.send(api(product, "secrets/" + secret)
                .header("Authorization", "Bearer " + token(product, "viewer"))
                .DELETE()
                .build());
        product.send(product.request("api/v1/secrets/" + secret).DELETE().build());

        List<String> outcomes = new ArrayList<>();
        product.get("audit?size=200").path("items").forEach(entry -> {
            if (entry.path("target").asText().equals(secret)) {
                outcomes.add(entry.path("action").asText() + " "
                        + entry.path("outcome").asText());
            }
        });
        assertThat(outcomes).containsExactly("secret.remove ok", "secret.remove FORBIDDEN", "secret.set ok");
        assertThat(product.get("audit?size=200").toString()).doesNotContain("canary-value");
    }

    @Test
    void aRevokedTokenIsRefusedWithinFiveSeconds(RunningProduct product) {
        JsonNode created = RunningProduct.json(
                product.post("tokens", "{\"name\": \"revoked-" + UUID.randomUUID() + "\", \"role\": \"viewer\"}")
                        .body());
        HttpRequest me = api(product, "me")
                .header("Authorization", "Bearer " + created.path("token").asText())
                .build();
        assertThat(product.send(me).statusCode()).isEqualTo(200);

        HttpResponse<String> revoked = product.send(
                product.request("api/v1/tokens/" + created.path("id").asText())
                        .DELETE()
                        .build());

        assertThat(revoked.statusCode()).isEqualTo(204);
        Await.until(
                "the token is refused",
                Duration.ofSeconds(5),
                () -> product.send(me).statusCode() == 401);
    }

    @Test
    void healthIsOpenAndMetricsAreNot(RunningProduct product) {
        for (String path : List.of("health", "health/live", "health/ready")) {
            HttpResponse<String> health = product.send(
                    HttpRequest.newBuilder(product.base().resolve(path)).build());
            assertThat(health.statusCode()).as(path + health.body()).isEqualTo(200);
        }
        assertThat(product.send(HttpRequest.newBuilder(product.base().resolve("metrics"))
                                .build())
                        .statusCode())
                .isEqualTo(401);
        assertThat(product.send(product.request("metrics").build()).body())
                .contains("coordinator_instances{category=\"database\",state=\"HEALTHY\"}")
                .contains("coordinator_gateway_calls_total")
                .contains("websocket_connections_active");
    }

    @Test
    void aBodyOverTheLimitIs413(RunningProduct product) {
        HttpResponse<String> refused = product.post("plans", "x".repeat(9 << 20));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(RunningProduct.json(refused.body()).path("code").asText()).isEqualTo("BODY_TOO_LARGE");
    }

    @Test
    void aForeignOriginOrHostIs403AndNamesTheSetting(RunningProduct product) throws IOException {
        HttpResponse<String> foreign = product.send(product.request("api/v1/fleet")
                .header("Origin", "https://evil.example")
                .build());
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).contains("FOREIGN_ORIGIN").contains("coordinator.access.allowed-origins");

        try (Socket socket = new Socket("127.0.0.1", product.base().getPort())) {
            socket.getOutputStream()
                    .write("GET /api/v1/fleet HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 403")
                    .contains("FOREIGN_HOST")
                    .contains("coordinator.access.allowed-hosts");
        }
    }

    @Test
    void aLimitedTokenSeesAndCallsItsPartOfTheFleetOnly(RunningProduct product) {
        String name = "part-" + UUID.randomUUID();
        HttpResponse<String> created = product.post("tokens", """
                {"name": "%s", "role": "admin", "scope": {"tools": ["api-fleet-01__fleet_*"]}}""".formatted(name));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        JsonNode made = RunningProduct.json(created.body());
        String token = made.path("token").asText();
        Await.until(
                "its tools are listed",
                Duration.ofSeconds(20),
                () -> mcp(product, token, "mcp", "tools/list", "").body().contains("fleet_state"));
        assertThat(RunningProduct.json(
                                mcp(product, token, "mcp", "tools/list", "").body())
                        .at("/result/tools"))
                .isNotEmpty()
                .allSatisfy(tool -> assertThat(tool.path("name").asText()).startsWith("api-fleet-01__fleet_"));
        assertThat(mcp(product, token, "mcp", "tools/call", "{\"name\": \"api-fleet-01__fleet_state\"}")
                        .body())
                .contains("desired");
        assertThat(mcp(product, token, "mcp/s/api-fleet-01", "tools/call", "{\"name\": \"fleet_state\"}")
                        .statusCode())
                .isIn(200, 400);
        assertThat(mcp(product, token, "mcp/s/dev-encode-01", "ping", "").statusCode())
                .isEqualTo(404);
        HttpResponse<String> api =
                product.send(HttpRequest.newBuilder(product.base().resolve("api/v1/fleet"))
                        .header("Authorization", "Bearer " + token)
                        .build());
        assertThat(api.statusCode()).as(api.body()).isEqualTo(403);

        assertThat(product.coordinator("tokens", "limit", name, "--server", "api-fleet-01", "--rate", "1")
                        .output())
                .contains("callsPerSecond 1");
        assertThat(mcp(product, token, "mcp", "tools/list", "").statusCode()).isEqualTo(200);
        HttpResponse<String> tooMany = mcp(product, token, "mcp/s/api-fleet-01", "ping", "");
        assertThat(tooMany.statusCode()).as(tooMany.body()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Retry-After")).hasValue("1");
        Await.until("what was called is summed up", Duration.ofSeconds(30), () -> {
            String sums = product.get("usage?caller=" + name).toString();
            String calls = product.get("calls?caller=" + name).toString();
            return sums.contains("fleet_state") && calls.contains("api-fleet-01") && calls.contains("fleet_state");
        });
        assertThat(product.coordinator("usage", "--caller", name).output()).contains("fleet_state");
        assertThat(product.coordinator("usage", "--caller", name, "--calls", "--from", "1h")
                        .output())
                .contains("fleet_state", " ok ");
        Commands.Outcome limited = product.coordinator("tokens", "limit", name, "--server", "nobody-*");
        assertThat(limited.output()).contains("servers nobody-*");
        assertThat(mcp(product, token, "mcp", "tools/list", "").body()).doesNotContain("fleet_state");
        assertThat(product.coordinator("tokens", "list").output()).contains("servers nobody-*");
    }

    private static HttpResponse<String> mcp(
            RunningProduct product, String token, String path, String method, String params) {
        String body = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"" + method + "\""
                + (params.isEmpty() ? "" : ", \"params\": " + params) + "}";
        return product.send(HttpRequest.newBuilder(product.base().resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void anUnknownServerIs404InTheWordsOfMcp(RunningProduct product) {
        HttpResponse<String> unknown = product.send(product.request("mcp/s/" + NOBODY)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString("{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"tools/list\"}"))
                .build());

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(RunningProduct.json(unknown.body())
                        .path("error")
                        .path("message")
                        .asText())
                .contains(NOBODY);
    }

    /** G11: what a request of the newest revision says in its headers counts, and a session it has none of does not. */
    @Test
    void aRequestOfTheNewestRevisionIsHeldToItsHeadersAtBothAddresses(RunningProduct product) {
        String list = """
                {"jsonrpc": "2.0", "id": 7, "method": "tools/list", "params": {
                  "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
                  "io.modelcontextprotocol/clientInfo": {"name": "it", "version": "1"},
                  "io.modelcontextprotocol/clientCapabilities": {}}}}
                """;
        for (String path : List.of("mcp/s/api-fleet-01", "mcp")) {
            HttpResponse<String> differs = product.send(modern(product, path, "tools/call")
                    .POST(BodyPublishers.ofString(list))
                    .build());
            assertThat(differs.statusCode()).as(path + differs.body()).isEqualTo(400);
            assertThat(RunningProduct.json(differs.body()).at("/error/code").asInt())
                    .isEqualTo(-32020);
            HttpResponse<String> stray = product.send(modern(product, path, "tools/list")
                    .header("Mcp-Session-Id", "stray")
                    .POST(BodyPublishers.ofString(list))
                    .build());
            assertThat(stray.statusCode()).as(path + stray.body()).isEqualTo(200);
            assertThat(product.send(modern(product, path, "tools/list").GET().build())
                            .statusCode())
                    .as("GET " + path)
                    .isEqualTo(405);
            assertThat(product.send(modern(product, path, "tools/list").DELETE().build())
                            .statusCode())
                    .as("DELETE " + path)
                    .isEqualTo(405);
        }
    }

    private static HttpRequest.Builder modern(RunningProduct product, String path, String method) {
        return product.request(path)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method);
    }

    /** What the gateway makes of the copies is told where they are looked for. */
    @Test
    void aServersPageSaysHowItsCopiesAreCalled(RunningProduct product) {
        JsonNode traffic = product.get("servers/api-fleet-01").path("traffic");
        assertThat(traffic).hasSize(1);
        assertThat(traffic.get(0).path("state").asText()).isEqualTo("CALLED");
        assertThat(traffic.get(0).path("underWay").isInt()).isTrue();
    }

    private static String token(RunningProduct product, String role) {
        return TOKENS.computeIfAbsent(product.base() + role, key -> {
            HttpResponse<String> created = product.post(
                    "tokens", "{\"name\": \"api-it-" + UUID.randomUUID() + "\", \"role\": \"" + role + "\"}");
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            return RunningProduct.json(created.body()).path("token").asText();
        });
    }

    private static final Map<String, String> TOKENS = new java.util.concurrent.ConcurrentHashMap<>();

    private static HttpResponse<String> login(RunningProduct product, String user, String password) {
        return product.send(api(product, "login")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\": \"" + user + "\", \"password\": \"" + password + "\"}"))
                .build());
    }

    private static HttpRequest.Builder api(RunningProduct product, String path) {
        return HttpRequest.newBuilder(product.base().resolve("api/v1/" + path)).timeout(Duration.ofSeconds(30));
    }

    @Test
    void whoSendsARequestsHeadAByteAtATimeIsCutOff(RunningProduct product) throws IOException {
        try (Socket socket = new Socket(product.base().getHost(), product.base().getPort())) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
            Await.until("the connection is closed", Duration.ofSeconds(30), () -> isCutOff(socket));
        }
    }

    private static boolean isCutOff(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }
}
