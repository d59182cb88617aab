package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes are one product: asked at any of them, and when one of them is killed. */
class ClusterIT {
    private static final Logger LOG = Logger.getLogger(ClusterIT.class);
    private static final int SERVERS = 20;
    private static final int CALLS = 1_000;
    private static final char[] STRANGERS_SECRET = "strangers".toCharArray();

    @TempDir
    Path temporary;

    @Test
    void anyOfThreeNodesMayBeKilled() throws Exception {
        try (ClusterProduct cluster = ClusterProduct.start("cluster", 3, SERVERS)) {
            allThreeAreOne(cluster);
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
        }
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

    /** G11: the newest revision has no sessions, so any node answers any request, whatever session it names. */
    private static void aThousandCallsOverTwoNodes(ClusterProduct cluster) {
        String list = "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"tools/list\", \"params\": {\"_meta\": {"
                + "\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\","
                + "\"io.modelcontextprotocol/clientInfo\": {\"name\": \"it\", \"version\": \"1\"},"
                + "\"io.modelcontextprotocol/clientCapabilities\": {}}}}";
        for (int call = 0; call < CALLS; call++) {
            HttpResponse<String> answer = cluster.whole()
                    .send(cluster.request(1 + call % 2, "mcp")
                            .header("Content-Type", "application/json")
                            .header("Accept", "application/json, text/event-stream")
                            .header("MCP-Protocol-Version", "2026-07-28")
                            .header("Mcp-Method", "tools/list")
                            .header("Mcp-Session-Id", "stray-" + call)
                            .POST(HttpRequest.BodyPublishers.ofString(list))
                            .build());
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
