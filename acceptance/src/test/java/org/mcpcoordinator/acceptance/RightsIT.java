package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.acceptance.Routes.Route;

/** Who may do what, on every route, WebSocket and MBean of the assembled product, and that the audit trail tells it. */
@ExtendWith(RunningProduct.Provider.class)
class RightsIT {
    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();
    private static final String REFUSED_BY_WILDFLY = "WFLYJMX0037";

    @Test
    void everyRouteDeclaresItsRole(RunningProduct product) {
        assertThat(Routes.of(product)).allSatisfy(route -> {
            if (route.open()) {
                assertThat(route).hasToString("POST /login");
            } else {
                assertThat(Routes.ROLES).as(route.toString()).contains(route.role());
            }
        });
    }

    @Test
    void everyRouteRefusesCallersWithoutItsRole(RunningProduct product) {
        for (Route route : Routes.of(product)) {
            if (!route.open()) {
                assertProblem(route + " without login", route.call(product, null), 401, "NOT_AUTHENTICATED");
                assertProblem(route + " with a guess", route.call(product, "mcpc_guess"), 401, "NOT_AUTHENTICATED");
            }
            for (String role : route.refused()) {
                assertProblem(route + " as " + role, route.call(product, token(product, role)), 403, "FORBIDDEN");
            }
        }
    }

    @Test
    void everyRouteLetsItsRoleAndHigherOnesIn(RunningProduct product) {
        for (Route route : Routes.of(product)) {
            for (String role : route.admitted()) {
                HttpResponse<String> answer = route.call(product, token(product, role));
                String what = route + " as " + role + ": " + answer.body();
                if (route.open()) {
                    assertThat(answer.statusCode()).as(what).isEqualTo(400);
                } else if (route.changes()) {
                    assertThat(answer.statusCode()).as(what).isIn(200, 204, 400, 404, 422);
                } else {
                    assertThat(answer.statusCode()).as(what).isIn(200, 404);
                }
            }
        }
    }

    @Test
    void everyChangeIsAuditedWhetherDoneRefusedOrFailed(RunningProduct product) {
        Instant before = Instant.now();
        List<String> expected = new ArrayList<>();
        String viewer = "audit-viewer-" + UUID.randomUUID();
        String admin = "audit-admin-" + UUID.randomUUID();
        String viewerToken = create(product, viewer, "viewer");
        String adminToken = create(product, admin, "admin");
        for (Route route : Routes.of(product)) {
            if (route.changes() && !route.open()) {
                expected.add(viewer + " " + outcome(route.call(product, viewerToken)) + " " + route);
                expected.add(admin + " " + outcome(route.call(product, adminToken)) + " " + route);
            }
        }

        List<JsonNode> found = new ArrayList<>();
        product.get("audit?size=500").path("items").forEach(entry -> {
            if (List.of(viewer, admin).contains(entry.path("who").asText())) {
                found.add(0, entry);
            }
        });
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            JsonNode entry = found.get(i);
            assertThat(expected.get(i))
                    .startsWith(entry.path("who").asText() + " "
                            + entry.path("outcome").asText() + " ");
            assertThat(entry.path("action").asText()).as(expected.get(i)).matches("[a-z]+(\\.[a-z]+)+");
            assertThat(entry.path("means").asText()).isEqualTo("bearer");
            assertThat(Instant.parse(entry.path("at").asText())).isBetween(before, Instant.now());
        }
        assertThat(expected).anyMatch(line -> line.contains(" ok ")).anyMatch(line -> line.contains(" FORBIDDEN "));
    }

    /** Signing in gives a session each time; nobody would want another's. */
    @Test
    void everyPostButSigningInAnswersTheSameToTheSameKeyAndNothingElseUnderIt(RunningProduct product) {
        List<Route> posts = Routes.of(product).stream()
                .filter(route -> route.verb().equals("POST"))
                .toList();
        assertThat(posts).hasSizeGreaterThan(15);
        String token = token(product, "admin");
        for (Route route : posts) {
            String key = UUID.randomUUID().toString();
            HttpResponse<String> first = route.call(product, token, key, "{}");
            HttpResponse<String> again = route.call(product, token, key, "{}");
            HttpResponse<String> other = route.call(product, token, key, "{ }");

            String what = route + ": " + first.statusCode() + " " + first.body();
            if (route.open()) {
                assertThat(again.headers().firstValue("Idempotency-Replayed"))
                        .as(what)
                        .isEmpty();
                continue;
            }
            assertThat(first.statusCode()).as(what).isLessThan(500);
            assertThat(first.headers().firstValue("Idempotency-Replayed"))
                    .as(what)
                    .isEmpty();
            assertThat(again.headers().firstValue("Idempotency-Replayed"))
                    .as(what)
                    .hasValue("true");
            assertThat(again.statusCode()).as(what).isEqualTo(first.statusCode());
            assertThat(again.body()).as(what).isEqualTo(first.body());
            assertThat(other.statusCode()).as(what).isEqualTo(422);
            assertThat(other.body()).as(what).contains("IDEMPOTENCY_KEY_REUSED");
        }
    }

    @Test
    void aWrongLoginIsAuditedWithTheNameThatWasTried(RunningProduct product) {
        String tried = "tried-" + UUID.randomUUID();
        HttpResponse<String> refused =
                product.send(HttpRequest.newBuilder(product.base().resolve("api/v1/login"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"user\": \"" + tried + "\", \"password\": \"hunter22\"}"))
                        .build());

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(product.get("audit?size=500").path("items")).anySatisfy(entry -> {
            assertThat(entry.path("target").asText()).isEqualTo(tried);
            assertThat(entry.path("who").asText()).isEqualTo("nobody");
            assertThat(entry.path("action").asText()).isEqualTo("session.login");
            assertThat(entry.path("outcome").asText()).isEqualTo("NOT_AUTHENTICATED");
        });
        assertThat(product.get("audit?size=500").toString()).doesNotContain("hunter22");
    }

    @Test
    void figuresAndGatewayAreForViewersAndNobodyBelow(RunningProduct product) {
        for (String path : List.of("metrics", "mcp/s/" + Routes.NOBODY)) {
            assertThat(get(product, path, null).statusCode()).as(path).isEqualTo(401);
            assertThat(get(product, path, "mcpc_guess").statusCode()).as(path).isEqualTo(401);
            for (String role : Routes.ROLES) {
                assertThat(get(product, path, token(product, role)).statusCode())
                        .as(path + " as " + role)
                        .isEqualTo(path.equals("metrics") ? 200 : 404);
            }
        }
        assertThat(get(product, "mcp/s/" + Routes.NOBODY, null).headers().allValues("WWW-Authenticate"))
                .singleElement()
                .asString()
                .startsWith("Bearer");
    }

    @Test
    void theLiveFeedIsForViewersAndNobodyBelow(RunningProduct product) {
        for (String token : new String[] {null, "mcpc_guess"}) {
            assertThatThrownBy(() -> listen(product, token))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode())
                                    .isEqualTo(401));
        }
        for (String role : Routes.ROLES) {
            assertThatCode(() -> listen(product, token(product, role)).abort())
                    .as(role)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aMonitorReadsEveryBeanAndAnOperatorOperates(RunningProduct product) throws Exception {
        String password = UUID.randomUUID().toString();
        manager(product, "it-monitor", "viewer", password);
        manager(product, "it-operator", "operator", password);
        try (JMXConnector connector = connect(product, product.adminName(), product.adminPassword())) {
            connector
                    .getMBeanServerConnection()
                    .invoke(
                            new ObjectName("jboss.as:subsystem=elytron,properties-realm=ManagementRealm"),
                            "load",
                            new Object[0],
                            new String[0]);
        }
        try (JMXConnector monitor = connect(product, "it-monitor", password);
                JMXConnector operator = connect(product, "it-operator", password)) {
            assertReadsAll(monitor.getMBeanServerConnection());
            assertReadsAll(operator.getMBeanServerConnection());
            for (String operation : List.of("restart", "stop", "start")) {
                assertThatThrownBy(() -> operate(monitor, operation)).hasStackTraceContaining(REFUSED_BY_WILDFLY);
                assertThatThrownBy(() -> operate(operator, operation))
                        .satisfies(failure -> assertThat(failure).hasStackTraceContaining(Routes.NOBODY))
                        .satisfies(
                                failure -> assertThat(String.valueOf(failure)).doesNotContain(REFUSED_BY_WILDFLY));
            }
        }
        assertThat(product.get("audit?size=100").path("items")).anySatisfy(entry -> {
            assertThat(entry.path("means").asText()).isEqualTo("jmx");
            assertThat(entry.path("target").asText()).isEqualTo(Routes.NOBODY);
            assertThat(entry.path("outcome").asText()).isEqualTo("SERVER_NOT_FOUND");
        });
    }

    private static void assertReadsAll(MBeanServerConnection beans) throws Exception {
        assertThat(beans.queryNames(new ObjectName("org.mcpcoordinator:*"), null))
                .hasSizeGreaterThanOrEqualTo(4);
        for (ObjectName name : beans.queryNames(new ObjectName("org.mcpcoordinator:*"), null)) {
            for (var attribute : beans.getMBeanInfo(name).getAttributes()) {
                assertThatCode(() -> beans.getAttribute(name, attribute.getName()))
                        .as(name + " " + attribute.getName())
                        .doesNotThrowAnyException();
            }
        }
    }

    private static void operate(JMXConnector connector, String operation) throws Exception {
        connector
                .getMBeanServerConnection()
                .invoke(
                        new ObjectName("org.mcpcoordinator:type=Fleet"),
                        operation,
                        new Object[] {Routes.NOBODY},
                        new String[] {String.class.getName()});
    }

    /** Adds somebody to the server's own list, as its add-user.sh does. */
    private static void manager(RunningProduct product, String name, String group, String password) throws Exception {
        Path configuration = configuration(product);
        byte[] hash = MessageDigest.getInstance("MD5")
                .digest((name + ":ManagementRealm:" + password).getBytes(StandardCharsets.UTF_8));
        append(
                configuration.resolve("mgmt-users.properties"),
                name + "=" + HexFormat.of().formatHex(hash));
        append(configuration.resolve("mgmt-groups.properties"), name + "=" + group);
    }

    private static Path configuration(RunningProduct product) throws IOException {
        try (var found = Files.find(
                product.data(), 6, (path, attributes) -> path.endsWith("configuration/mgmt-users.properties"))) {
            return found.findFirst().orElseThrow().getParent();
        }
    }

    private static void append(Path file, String line) throws IOException {
        Files.writeString(file, "\n" + line + "\n", StandardOpenOption.APPEND);
    }

    private static JMXConnector connect(RunningProduct product, String name, String password) throws IOException {
        JMXServiceURL url = new JMXServiceURL("service:jmx:remote+http://127.0.0.1:" + product.managementPort());
        return JMXConnectorFactory.connect(url, Map.of(JMXConnector.CREDENTIALS, new String[] {name, password}));
    }

    private static WebSocket listen(RunningProduct product, String token) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        URI live = URI.create(product.base().toString().replaceFirst("^http", "ws") + "ws/live");
        return builder.buildAsync(live, new WebSocket.Listener() {}).join();
    }

    private static HttpResponse<String> get(RunningProduct product, String path, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(product.base().resolve(path)).timeout(Duration.ofSeconds(30));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return product.send(request.build());
    }

    private static void assertProblem(String what, HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(what).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .as(what)
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(RunningProduct.json(answer.body()).path("code").asText())
                .as(what)
                .isEqualTo(code);
    }

    private static String outcome(HttpResponse<String> answer) {
        return answer.statusCode() < 300
                ? "ok"
                : RunningProduct.json(answer.body()).path("code").asText();
    }

    private static String token(RunningProduct product, String role) {
        return TOKENS.computeIfAbsent(role, key -> create(product, "rights-" + UUID.randomUUID(), role));
    }

    private static String create(RunningProduct product, String name, String role) {
        HttpResponse<String> created =
                product.post("tokens", "{\"name\": \"" + name + "\", \"role\": \"" + role + "\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return RunningProduct.json(created.body()).path("token").asText();
    }
}
