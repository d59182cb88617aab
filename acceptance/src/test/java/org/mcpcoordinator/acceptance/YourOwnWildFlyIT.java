package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.logging.Logger;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The EAR on somebody's own WildFly, beside another application, and gone again without a trace. */
@ArquillianTest
class YourOwnWildFlyIT {
    private static final Logger LOG = Logger.getLogger(YourOwnWildFlyIT.class);
    private static final String NEIGHBOUR = "I was here before.";

    @ArquillianResource
    private ContainerController controller;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Calls with a token of a login, none of which a server may see. */
    private static final int CALLS = Integer.getInteger("coordinator.calls", 50);

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "neighbour", managed = false, testable = false)
    @TargetsContainer(OwnWildFly.QUALIFIER)
    static Archive<?> neighbour() {
        return ShrinkWrap.create(WebArchive.class, "neighbour.war")
                .addAsWebResource(new StringAsset(NEIGHBOUR), "index.html");
    }

    @Deployment(name = "coordinator", managed = false, testable = false)
    @TargetsContainer(OwnWildFly.QUALIFIER)
    static Archive<?> coordinator() {
        return ShrinkWrap.createFromZipFile(
                EnterpriseArchive.class,
                RunningProduct.ROOT.resolve("ear/target/coordinator.ear").toFile());
    }

    @Test
    void theScriptsBringTheProductAndTakeItAwayAgain() throws Exception {
        try (OwnWildFly own = new OwnWildFly(controller);
                TokenGiver giver = new TokenGiver()) {
            own.start(giver.issuer());
            theManagementSideIsClosedAndOpenedAgain(own);
            deployer.deploy("neighbour");
            String before = own.configuration();

            assertThatThrownBy(() -> deployer.deploy("coordinator"))
                    .as("without the driver the error names the module")
                    .hasStackTraceContaining("org.postgresql");
            own.installDriver();
            assertThatThrownBy(() -> deployer.deploy("coordinator"))
                    .as("without the script the error names what is missing")
                    .satisfiesAnyOf(
                            error -> assertThat(error).hasStackTraceContaining("CoordinatorMigrationDS"),
                            error -> assertThat(error)
                                    .hasStackTraceContaining("session-management-provider.coordinator"),
                            error -> assertThat(error).hasStackTraceContaining("legacy security domain 'coordinator'"));

            own.script("coordinator.cli");
            deployer.deploy("coordinator");
            Await.until(
                    "the product is ready",
                    Duration.ofSeconds(60),
                    () -> get(own.coordinatorPort(), "/health/ready").statusCode() == 200);
            assertThat(get(own.coordinatorPort(), "/console/").body()).contains("Coordinator console");
            assertThat(get(own.usualPort(), "/neighbour/").body()).isEqualTo(NEIGHBOUR);

            assertThat(role(own, "admin", OwnWildFly.ADMIN_PASSWORD)).isEqualTo("admin");
            serversAreRolledOutAndCalled(own, giver);
            tokensOfALoginAreTakenAndShownToNobody(own, giver);
            builtInServersLearnTheAddress(own);
            drillsAreForWhatUpStarted(own);
            aDirectoryKnowsPeopleTooAndTheServerIsTheFirstOfACluster(own);

            deployer.undeploy("coordinator");
            own.script("coordinator-restore.cli");
            assertThat(own.configuration()).isEqualTo(before);
            assertThat(get(own.usualPort(), "/neighbour/").body()).isEqualTo(NEIGHBOUR);
            deployer.undeploy("neighbour");
        }
    }

    private static void theManagementSideIsClosedAndOpenedAgain(OwnWildFly own) throws IOException {
        String before = own.configuration();
        own.addUser("max", "correct-horse-1", "admin");
        own.script("harden.cli");
        assertThat(own.configuration())
                .contains("rbac", "<logger log-boot='false' log-read-only='false' enabled='true'>");
        assertThat(own.cliOfNobody().exitCode()).as("without a login").isNotZero();
        own.script("harden-restore.cli");
        assertThat(own.configuration()).isEqualTo(before);
    }

    /** As the README tells it, from the same command line. */
    private static void serversAreRolledOutAndCalled(OwnWildFly own, TokenGiver giver) throws IOException {
        String token = RunningProduct.json(send(api(own, "tokens", "admin", OwnWildFly.ADMIN_PASSWORD)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"own\", \"role\": \"admin\"}")))
                        .body())
                .path("token")
                .asText();
        Path file = Files.writeString(Files.createTempFile("own", ".yaml"), """
                fleet: mine
                servers:
                  - { name: own-a, category: dev-tools, builtin: devtools }
                  - { name: own-b, category: system-ops, builtin: host }
                  - { name: own-c, category: api, url: "%1$s/mcp" }
                  - name: own-d
                    category: api
                    url: "%1$s/guarded"
                    auth: { oauth: { clientId: us, clientSecret: "not so secret" } }
                """.formatted(giver.issuer()));
        Commands.Outcome applied = own.coordinator(token, "apply", file.toString(), "--profile", "quick", "--watch");
        assertThat(applied.exitCode()).as(applied.output()).isZero();
        Commands.Outcome called =
                own.coordinator(token, "call", "own-a", "encode", "--arg", "text=hello", "--arg", "form=base64");
        assertThat(called.exitCode()).as(called.output()).isZero();
        assertThat(called.output()).contains("aGVsbG8=");
    }

    private static void tokensOfALoginAreTakenAndShownToNobody(OwnWildFly own, TokenGiver giver) throws Exception {
        String token = giver.token(OwnWildFly.PUBLIC_URL + "/mcp");
        long begun = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            assertThat(mcp(own, "own-c", token).statusCode()).isEqualTo(200);
        }
        LOG.infof("SEEN %d calls in %.1f s", CALLS, (System.nanoTime() - begun) / 1e9);
        assertThat(giver.shown)
                .hasSizeGreaterThan(CALLS)
                .noneMatch(header -> header.contains(token) || header.contains("Bearer"));
        assertThat(mcp(own, "own-d", token).statusCode())
                .as("our own token is shown in place of the client's")
                .isEqualTo(200);
        HttpResponse<String> refused = mcp(own, "own-c", giver.token("https://other.example.test/mcp"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("resource_metadata=\"" + OwnWildFly.PUBLIC_URL
                        + "/.well-known/oauth-protected-resource/mcp/s/own-c\"");
        assertThat(get(own.coordinatorPort(), "/.well-known/oauth-protected-resource/mcp")
                        .body())
                .contains(giver.issuer());
    }

    private static HttpResponse<String> mcp(OwnWildFly own, String server, String token) {
        URI at = URI.create("http://127.0.0.1:" + own.coordinatorPort() + "/mcp/s/" + server);
        return send(
                CLIENT,
                HttpRequest.newBuilder(at)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", "t")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\","
                                        + " \"params\": {\"name\": \"t\", \"arguments\": {}, \"_meta\": {"
                                        + "\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\","
                                        + " \"io.modelcontextprotocol/clientCapabilities\": {}}}}")));
    }

    /** The port is that of WildFly's offset, which no setting of ours names. */
    private static void builtInServersLearnTheAddress(OwnWildFly own) {
        Path file = own.agent().resolve("serve/data/coordinator.json");
        Await.until("the address is written", Duration.ofSeconds(30), () -> Files.exists(file));
        assertThat(read(file)).contains("\"http://127.0.0.1:" + own.coordinatorPort() + "\"");
    }

    /** Does what the documentation says, word by word; both at once, because each takes a reload. */
    private static void aDirectoryKnowsPeopleTooAndTheServerIsTheFirstOfACluster(OwnWildFly own) throws Exception {
        own.makeClusterKey(documented("```sh\n +(keytool .*?)\n"));
        List<String> documented = Pattern.compile("```jboss-cli\n(.*?)```", Pattern.DOTALL)
                .matcher(read(RunningProduct.ROOT.resolve("docs/operations.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        String table = own.configuration();
        try (Directory directory = new Directory()) {
            own.lines(OwnWildFly.text("cluster.cli")
                    + OwnWildFly.text("cluster.cli")
                    + documented.get(0).replace("ldaps://ldap.example.org:636", directory.url()));
            assertThat(own.configuration()).contains("coordinator-tcp", "replicated-cache name='logins'");
            Await.until(
                    "the product is ready",
                    Duration.ofSeconds(60),
                    () -> role(own, "vera", "vera-secret").equals("viewer"));

            assertThat(role(own, "otto", "otto-secret")).isEqualTo("operator");
            assertThat(role(own, "ada", "ada-secret")).isEqualTo("admin");
            assertThat(role(own, "admin", OwnWildFly.ADMIN_PASSWORD))
                    .as("an account of the table")
                    .isEqualTo("admin");
            assertThat(role(own, "admin", "admin-secret"))
                    .as("the same name in the directory")
                    .isEqualTo("401 NOT_AUTHENTICATED");
            assertThat(role(own, "nora", "nora-secret"))
                    .as("in no group of ours, and in one that is called as a role")
                    .isEqualTo("401 NOT_AUTHENTICATED");
            for (String wrong : List.of("", "wrong", "vera-secret ")) {
                assertThat(role(own, "ada", wrong)).isEqualTo("401 NOT_AUTHENTICATED");
            }
            assertThat(role(own, "*", "vera-secret")).isEqualTo("401 NOT_AUTHENTICATED");
        }
        assertThat(role(own, "otto", "other")).as("the directory is away").isEqualTo("503 DATABASE_AWAY");
        assertThat(role(own, "admin", OwnWildFly.ADMIN_PASSWORD)).isEqualTo("admin");

        own.lines(OwnWildFly.text("cluster-restore.cli") + documented.get(1));
        assertThat(own.configuration()).isEqualTo(table);
        Await.until(
                "the table alone counts",
                Duration.ofSeconds(60),
                () -> role(own, "ada", "ada-secret").equals("401 NOT_AUTHENTICATED"));
    }

    private static String documented(String pattern) {
        return Pattern.compile(pattern)
                .matcher(read(RunningProduct.ROOT.resolve("docs/operations.md")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    /** The role of somebody with a password, or why there is none. */
    private static void drillsAreForWhatUpStarted(OwnWildFly own) {
        HttpRequest.Builder request = api(own, "drills", "admin", OwnWildFly.ADMIN_PASSWORD);
        assertThat(send(request).body()).contains("\"possible\":false");
        HttpResponse<String> refused = send(request.header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"drill\":\"cut-db\"}")));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("DRILLS_ELSEWHERE", "coordinator drill");
    }

    private static HttpRequest.Builder api(OwnWildFly own, String path, String name, String password) {
        String credentials =
                Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + own.coordinatorPort() + "/api/v1/" + path))
                .header("Authorization", "Basic " + credentials);
    }

    private static String role(OwnWildFly own, String name, String password) {
        HttpResponse<String> answer = send(api(own, "me", name, password));
        JsonNode body = RunningProduct.json(answer.body());
        return answer.statusCode() == 200
                ? body.path("role").asText()
                : answer.statusCode() + " " + body.path("code").asText();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> get(int port, String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return send(HttpClient.newHttpClient(), request);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
