package org.mcpcoordinator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Set<String> paths = ConcurrentHashMap.newKeySet();
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            paths.add(exchange.getRequestURI().getPath());
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            // Length 0 makes the server answer in chunks.
            boolean chunked = exchange.getRequestURI().getPath().endsWith("7");
            exchange.sendResponseHeaders(status.get(), chunked ? 0 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void so_many_calls_are_sent_and_each_answer_is_counted_once() throws IOException {
        Load.Result result = load().exactly(50, LIMIT);

        assertThat(result.good()).isEqualTo(50);
        assertThat(result.bad()).isZero();
        assertThat(paths).hasSize(50);
    }

    @Test
    void another_status_than_200_is_a_bad_answer() throws IOException {
        status.set(503);

        Load.Result result = load().exactly(10, LIMIT);

        assertThat(result.good()).isZero();
        assertThat(result.bad()).isEqualTo(10);
        assertThat(result.millisAt(99)).isNaN();
    }

    @Test
    void a_paced_load_sends_no_more_than_its_rate() throws IOException {
        load().exactly(10, LIMIT);

        Load.Result result = load().open(Duration.ofSeconds(1), 50);

        assertThat(result.good() + result.bad()).isBetween(1L, 51L);
    }

    private Load load() {
        InetSocketAddress address = server.getAddress();
        return new Load(
                address,
                4,
                n -> Target.call(
                        URI.create("http://127.0.0.1:" + address.getPort() + "/" + n),
                        "",
                        "tools/call",
                        JsonNodeFactory.instance.objectNode().put("name", "echo")));
    }
}
