package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes are one product: asked at any of them, when one comes, is killed or leaves, and while all are replaced. */
class ClusterIT {
    private static final Logger LOG = Logger.getLogger(ClusterIT.class);
    private static final int SERVERS = 20;
    private static final int CALLS = 1_000;
    private static final List<String> LINKED = List.of("cli", "server-host", "wildfly-config");
    private static final char[] STRANGERS_SECRET = "strangers".toCharArray();

    @TempDir
    Path temporary;

    @Test
    void nodesComeAndGoAndClientsDoNotNotice() throws Exception {
        try (ClusterProduct cluster = ClusterProduct.start("cluster", 2, SERVERS)) {
            told(cluster.whole().coordinator("nodes", "add"), "node-3         takes part");
            allThreeAreOne(cluster);
            oneGivesServersTheirToken(cluster);
            aStrangerIsNotTalkedTo(cluster);

            String session = begunAt(1, cluster);
            for (int call = 0; call < 4; call++) {
                HttpResponse<String> answer = cluster.whole()
                        .send(LegacyTalk.ping(cluster.whole().request("mcp"), begunAtAll(cluster))
                                .build());
                assertThat(answer.statusCode())
                        .as("at once, at the address of all: " + answer.body())
                        .isEqualTo(200);
            }
            for (int other : List.of(2, 3)) {
                assertThat(pinged(other, session, cluster).statusCode())
                        .as("node " + other + " has the session as soon as its client")
                        .isEqualTo(200);
            }
            aThousandCallsOverTwoNodes(cluster);
            long killed = System.nanoTime();
            cluster.kill(1);
            Await.until(
                    "the others notice",
                    Duration.ofSeconds(20),
                    () -> cluster.view(2).equals(List.of("node-2", "node-3")));
            LOG.infof("SEEN the killed node out of the view after %.1f s", (System.nanoTime() - killed) / 1e9);
            for (int other : List.of(2, 3)) {
                HttpResponse<String> answer = pinged(other, session, cluster);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            assertThat(cluster.get(3, "fleet").path("states").path("HEALTHY").asInt())
                    .as("no server has ended with it")
                    .isEqualTo(SERVERS);

            Commands.Outcome again = cluster.whole().coordinator("up");
            assertThat(again.exitCode()).as(again.output()).isZero();
            allThreeAreOne(cluster);
            assertThat(pinged(1, session, cluster).statusCode())
                    .as("the node that is back got it from the others")
                    .isEqualTo(200);

            Requirement.program("haproxy");
            theBalancerAloneSaysWhoAsks(cluster);
            whileClientsCall(cluster, () -> {
                oneLeaves(cluster);
                allAreReplaced(cluster);
            });
            assertThat(pinged(2, session, cluster).statusCode())
                    .as("it has outlived every process that knew it first")
                    .isEqualTo(200);
        }
    }

    /** C12, and three nodes become two: what may be sent twice is answered, and no server is started again. */
    private static void whileClientsCall(ClusterProduct cluster, Change change) throws Exception {
        Map<String, Long> servers = Processes.ofServers(cluster.whole());
        Load load = new Load(cluster.whole());
        Map<String, AtomicInteger> answers = load.paced(
                50, 6, () -> list(cluster.whole().request("mcp"), "stray-" + UUID.randomUUID()), ClusterIT::verdict);
        try {
            change.make();
        } finally {
            load.end();
        }
        LOG.infof("SEEN calls while nodes were taken away and replaced: %s", answers);
        assertThat(answers).containsOnlyKeys("200");
        assertThat(Processes.ofServers(cluster.whole())).isEqualTo(servers);
    }

    private interface Change {
        void make() throws Exception;
    }

    private static String verdict(HttpResponse<String> answer) {
        boolean good = answer.statusCode() == 200 && answer.body().contains("\"result\"");
        return good ? "200" : answer.statusCode() + " " + answer.body();
    }

    private static void oneLeaves(ClusterProduct cluster) {
        told(cluster.whole().coordinator("nodes", "drain", "node-3"), "node-3         is drained");
        JsonNode drained = cluster.get(1, "nodes").path("items").get(2);
        assertThat(drained.path("state").asText()).isEqualTo("DRAINING");
        assertThat(drained.path("holds"))
                .as("locks stay with their holders")
                .filteredOn(lease -> !lease.asText().startsWith("lock/"))
                .isEmpty();
        Commands.Outcome last = cluster.whole().coordinator("nodes", "remove", "node-1");
        assertThat(last.exitCode()).as(last.output()).isEqualTo(2);

        told(cluster.whole().coordinator("nodes", "remove", "node-3"), "node-3         is gone");
        assertThat(cluster.get(1, "nodes").findValuesAsText("name")).containsExactly("node-1", "node-2");
        assertThat(cluster.view(1)).containsExactly("node-1", "node-2");
        assertThat(cluster.numbers()).as("what a later up brings").containsExactly(1, 2);
        assertThat(cluster.whole().data().resolve("node-3")).doesNotExist();
    }

    private void allAreReplaced(ClusterProduct cluster) throws IOException {
        List<Long> before = List.of(cluster.pid(1), cluster.pid(2));
        Path newer = newerCheckout();
        Commands.Outcome upgraded = Commands.coordinator(newer, cluster.whole().data(), List.of("nodes", "upgrade"));
        told(upgraded, "node-1         takes part again", "node-2         takes part again");
        for (int number : cluster.numbers()) {
            Path deployed = cluster.whole().data().resolve("node-" + number + "/deployments/coordinator.ear");
            assertThat(deployed).hasSameBinaryContentAs(newer.resolve("ear/target/coordinator.ear"));
            assertThat(before).doesNotContain(cluster.pid(number));
            assertThat(log(cluster, number))
                    .as("what was called is written down before the end, while its store is there")
                    .doesNotContain("WFLYEE0043");
        }
        Commands.Outcome again = Commands.coordinator(newer, cluster.whole().data(), List.of("nodes", "upgrade"));
        told(again, "Every node has what is built now");
        for (String part : LINKED) {
            Files.delete(newer.resolve(part));
        }
    }

    /** All are on one machine, and each new token would end the one before. */
    private static void oneGivesServersTheirToken(ClusterProduct cluster) throws IOException {
        int given = 0;
        for (int number : cluster.numbers()) {
            String log = log(cluster, number);
            assertThat(log).doesNotContain("cannot call the coordinator's API yet");
            given += log.contains("Built-in servers of type http-api reach the API") ? 1 : 0;
        }
        assertThat(given).isEqualTo(1);
    }

    private static String log(ClusterProduct cluster, int number) throws IOException {
        String file = number == 1 ? "logs/server.log" : "logs/node-" + number + "/server.log";
        return Files.readString(cluster.whole().data().resolve(file));
    }

    /** This one, with another EAR. */
    private Path newerCheckout() throws IOException {
        Path newer = temporary.resolve("newer");
        Path target = Files.createDirectories(newer.resolve("ear/target"));
        for (String part : LINKED) {
            Files.createSymbolicLink(newer.resolve(part), RunningProduct.ROOT.resolve(part));
        }
        Files.copy(RunningProduct.ROOT.resolve("coordinator"), newer.resolve("coordinator"));
        Path ear = Files.copy(
                RunningProduct.ROOT.resolve("ear/target/coordinator.ear"), target.resolve("coordinator.ear"));
        try (FileSystem inside = FileSystems.newFileSystem(ear)) {
            Files.writeString(inside.getPath("META-INF/newer.txt"), "newer");
        }
        return newer;
    }

    private static void told(Commands.Outcome outcome, String... words) {
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains(words);
    }

    /** From another address than the balancer's own; what a client writes into the header counts for nothing. */
    private static void theBalancerAloneSaysWhoAsks(ClusterProduct cluster) throws IOException {
        signIn(cluster, cluster.whole().base(), "127.0.0.9");
        assertThat(lastSignIn(cluster)).as("by the balancer").isEqualTo("from 127.0.0.9");
        signIn(cluster, cluster.node(1), "127.0.0.8");
        assertThat(lastSignIn(cluster)).as("at the node itself").isEqualTo("from 127.0.0.8");
    }

    /** Says that it is somebody else, of another name. */
    private static void signIn(ClusterProduct cluster, URI at, String from) throws IOException {
        String login =
                "{\"user\": \"admin\", \"password\": \"" + cluster.whole().adminPassword() + "\"}";
        try (Socket socket = new Socket("127.0.0.1", at.getPort(), InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(30_000);
            String request = "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "X-Forwarded-For: 9.9.9.9\r\nForwarded: for=9.9.9.9\r\nX-Forwarded-Host: elsewhere.example\r\n"
                    + "Connection: close\r\nContent-Length: " + login.length() + "\r\n\r\n" + login;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 ");
        }
    }

    private static String lastSignIn(ClusterProduct cluster) {
        for (JsonNode line : cluster.get(2, "audit?size=20").path("items")) {
            if (line.path("action").asText().equals("session.login")) {
                return line.path("detail").asText();
            }
        }
        return "none";
    }

    private static void allThreeAreOne(ClusterProduct cluster) {
        List<String> names = List.of("node-1", "node-2", "node-3");
        for (int number : cluster.numbers()) {
            Await.until(
                    "node " + number + " sees all three",
                    Duration.ofSeconds(30),
                    () -> cluster.view(number).equals(names));
        }
        Await.until(
                "all three are up",
                Duration.ofSeconds(30),
                () -> cluster.get(1, "nodes").findValuesAsText("state").equals(List.of("UP", "UP", "UP")));
        JsonNode nodes = cluster.get(1, "nodes");
        assertThat(nodes.findValuesAsText("name")).containsExactlyElementsOf(names);
        assertThat(nodes.findValuesAsText("url"))
                .doesNotHaveDuplicates()
                .contains("http://127.0.0.1:" + cluster.node(2).getPort());
        for (int number : cluster.numbers()) {
            JsonNode fleet = cluster.get(number, "fleet");
            assertThat(fleet.path("revision").asInt()).isEqualTo(1);
            assertThat(fleet.path("states").path("HEALTHY").asInt()).isEqualTo(SERVERS);
        }
    }

    /** What the newest revision asks with; it has no sessions, whichever is named. */
    private static HttpRequest list(HttpRequest.Builder request, String stray) {
        String list = "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"tools/list\", \"params\": {\"_meta\": {"
                + "\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\","
                + "\"io.modelcontextprotocol/clientInfo\": {\"name\": \"it\", \"version\": \"1\"},"
                + "\"io.modelcontextprotocol/clientCapabilities\": {}}}}";
        return request.header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/list")
                .header("Mcp-Session-Id", stray)
                .POST(HttpRequest.BodyPublishers.ofString(list))
                .build();
    }

    /** G11: any node answers any request, whatever session it names. */
    private static void aThousandCallsOverTwoNodes(ClusterProduct cluster) {
        for (int call = 0; call < CALLS; call++) {
            HttpResponse<String> answer =
                    cluster.whole().send(list(cluster.request(1 + call % 2, "mcp"), "stray-" + call));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"result\"");
        }
    }

    private static String begunAt(int number, ClusterProduct cluster) {
        HttpResponse<String> begun = cluster.whole()
                .send(LegacyTalk.greeting(cluster.request(number, "mcp")).build());
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        return begun.headers().firstValue(LegacyTalk.SESSION).orElseThrow();
    }

    private static String begunAtAll(ClusterProduct cluster) {
        HttpResponse<String> begun = cluster.whole()
                .send(LegacyTalk.greeting(cluster.whole().request("mcp")).build());
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        return begun.headers().firstValue(LegacyTalk.SESSION).orElseThrow();
    }

    private static HttpResponse<String> pinged(int number, String session, ClusterProduct cluster) {
        return cluster.whole()
                .send(LegacyTalk.ping(cluster.request(number, "mcp"), session).build());
    }

    /** The stranger has a key as ours is made, and trusts everybody who has ours; only his own is another. */
    private void aStrangerIsNotTalkedTo(ClusterProduct cluster) throws IOException, GeneralSecurityException {
        KeyStore own = strangersKey();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, STRANGERS_SECRET);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trustOf(cluster), null);

        assertThatThrownBy(() -> spoken(context, cluster.clusterPort(2)))
                .as("TLS 1.3 tells of a certificate that is not taken with the first byte")
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
        assertThat(cluster.view(2)).hasSize(3);
    }

    private static TrustManager[] trustOf(ClusterProduct cluster) throws IOException, GeneralSecurityException {
        Path data = cluster.whole().data();
        char[] secret = Files.readString(data.resolve("cluster-secret")).trim().toCharArray();
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(data.resolve("cluster.p12").toFile(), secret));
        return trust.getTrustManagers();
    }

    private static int spoken(SSLContext context, int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.setSoTimeout(10_000);
            socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
            socket.startHandshake();
            return socket.getInputStream().read();
        }
    }

    private KeyStore strangersKey() throws IOException, GeneralSecurityException {
        Path file = temporary.resolve("stranger.p12");
        Commands.Outcome made = Commands.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "coordinator",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=coordinator",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(STRANGERS_SECRET),
                        "-keystore",
                        file.toString()),
                temporary,
                Map.of());
        assertThat(made.exitCode()).as(made.output()).isZero();
        return KeyStore.getInstance(file.toFile(), STRANGERS_SECRET);
    }
}
