package org.mcpcoordinator.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.cli.api.Api;

class DrillTest {
    private static final byte[] TOKEN = "{\"id\":7,\"token\":\"mcpc_x\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temporary;

    private final Semaphore refused = new Semaphore(0);
    private HttpServer product;

    /** A product that makes a token, and then answers nothing else any more. */
    @BeforeEach
    void open() throws IOException {
        product = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        product.createContext("/", exchange -> {
            boolean token = exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestURI().getPath().endsWith("/tokens");
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(token ? 201 : 503, token ? TOKEN.length : -1);
            if (token) {
                exchange.getResponseBody().write(TOKEN);
            }
            exchange.close();
            if (!token) {
                refused.release();
            }
        });
        product.start();
    }

    @AfterEach
    void close() {
        product.stop(0);
    }

    @Test
    void aProductThatDoesNotHealIsReportedAllTheSame() {
        Sight fleet = new Sight(Map.of("one/0", new Sight.Server("one", "api", "HEALTHY", 7)));
        Drill drill = new Drill(
                "cut-db", "gone for good", fleet, new Sight(Map.of()), () -> {}, () -> true, this::notAfterCalls);
        Path file = temporary.resolve("report");

        DrillReport report = drill.run(
                new Api(URI.create("http://127.0.0.1:" + product.getAddress().getPort()), "Bearer x"),
                new ReportFile(file),
                Duration.ofMillis(300));

        assertThat(report.passed()).isFalse();
        assertThat(report.healed()).isNegative();
        assertThat(report.calls().toOthersFailed()).isPositive();
        assertThat(file).content().contains("ENDED", "\"passed\":false");
    }

    /** Never; but not before one caller was refused three times more, and has counted the second of them at least. */
    private boolean notAfterCalls() {
        refused.drainPermits();
        refused.acquireUninterruptibly(3);
        return false;
    }
}
