package org.mcpcoordinator.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The address that was looked at is the one that is connected to, whatever its name says a moment later. */
class PinnedClientTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final List<String> served = new CopyOnWriteArrayList<>();
    private final List<String> trapped = new CopyOnWriteArrayList<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private final Outbound outbound = new Outbound(
            EnumSet.of(Kind.LOOPBACK),
            host -> new InetAddress[] {
                InetAddress.getByName(answers.size() > 1 ? answers.removeFirst() : answers.getFirst())
            },
            address -> false);
    private final PinnedClient client = new PinnedClient(outbound, HttpClient::newBuilder);
    private HttpServer server;
    private HttpServer trap;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        trap = HttpServer.create(
                new InetSocketAddress("127.0.0.2", server.getAddress().getPort()), 16);
        answering(server, served);
        answering(trap, trapped);
    }

    private static void answering(HttpServer server, List<String> seen) {
        server.createContext("/", exchange -> {
            try (exchange) {
                seen.add(exchange.getRequestHeaders().getFirst("Host")
                        + exchange.getRequestURI().getPath());
                if (exchange.getRequestURI().getPath().equals("/away")) {
                    exchange.getResponseHeaders()
                            .set(
                                    "Location",
                                    "http://127.0.0.2:" + server.getAddress().getPort() + "/inner");
                    exchange.sendResponseHeaders(307, -1);
                } else {
                    exchange.sendResponseHeaders(200, -1);
                }
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        trap.stop(0);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://mcp.test:" + server.getAddress().getPort() + path))
                .build();
    }

    @Test
    void aNameThatLeadsElsewhereAfterTheLookIsNotFollowedThere() throws Exception {
        answers.add("127.0.0.1");
        answers.add("127.0.0.2");
        assertThat(client.send(request("/mcp"), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        assertThat(served).containsExactly("mcp.test:" + server.getAddress().getPort() + "/mcp");
        assertThat(trapped).isEmpty();
        assertThat(answers).as("it was looked up once").containsExactly("127.0.0.2");
    }

    @Test
    void whatIsRefusedIsNotConnectedTo() {
        for (String inner : List.of("169.254.169.254", "10.0.0.1", "::ffff:169.254.169.254")) {
            answers.clear();
            answers.add(inner);
            assertThatThrownBy(() -> client.send(request("/mcp"), HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(RefusedAddressException.class);
            assertThatThrownBy(() -> client.sendAsync(request("/mcp"), HttpResponse.BodyHandlers.discarding())
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RefusedAddressException.class);
        }
        assertThat(served).isEmpty();
        assertThat(trapped).isEmpty();
    }

    @Test
    void nobodyIsSentElsewhere() throws Exception {
        answers.add("127.0.0.1");
        PinnedClient willing =
                new PinnedClient(outbound, () -> HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS));
        assertThat(willing.send(request("/away"), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(307);
        assertThat(trapped).isEmpty();
        assertThat(willing.followRedirects()).isEqualTo(HttpClient.Redirect.NEVER);
    }

    /** The number is connected to; the name is what the certificate has to carry. */
    @Test
    void aCertificateMustCarryTheName(@TempDir Path folder) throws Exception {
        SSLContext secret = secret(folder, "mcp.test");
        HttpsServer https = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        https.setHttpsConfigurator(new HttpsConfigurator(secret));
        answering(https, served);
        try {
            answers.add("127.0.0.1");
            PinnedClient trusting = new PinnedClient(
                    outbound,
                    () -> HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .sslContext(secret));
            int port = https.getAddress().getPort();
            HttpRequest right = HttpRequest.newBuilder(URI.create("https://mcp.test:" + port + "/mcp"))
                    .build();
            assertThat(trusting.send(right, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(served).containsExactly("mcp.test:" + port + "/mcp");
            HttpRequest wrong = HttpRequest.newBuilder(URI.create("https://other.test:" + port + "/mcp"))
                    .build();
            assertThatThrownBy(() -> trusting.send(wrong, HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(SSLHandshakeException.class);
        } finally {
            https.stop(0);
        }
    }

    private static SSLContext secret(Path folder, String name) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", keys.getCertificate("it"));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }
}
