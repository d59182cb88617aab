package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.TestingGateway.PING;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import io.undertow.Undertow;
import io.undertow.util.Headers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private final TestingGateway testing = new TestingGateway(new GatewayConfig(Duration.ofMillis(700), 100_000, 64));
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CountDownLatch writerFailed = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        events.add("end");
        testing.close();
    }

    /** Sends each event as it is put into the queue. */
    private Undertow streaming() {
        return testing.blocking(exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
            exchange.getOutputStream().flush();
            try {
                for (String event = events.take(); !event.equals("end"); event = events.take()) {
                    exchange.getOutputStream().write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
                    exchange.getOutputStream().flush();
                }
            } catch (IOException gone) {
                writerFailed.countDown();
                throw gone;
            }
        });
    }

    private BufferedReader open() throws Exception {
        HttpRequest request = testing.request("/mcp/s/s")
                .POST(HttpRequest.BodyPublishers.ofString(PING))
                .build();
        HttpResponse<InputStream> answer = testing.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    @Test
    void theHeadOfAStreamArrivesBeforeItsFirstEvent() throws Exception {
        testing.route("s", mcp(streaming()));
        assertThat(open()).isNotNull();
    }

    @Test
    void eachEventArrivesBeforeTheNextIsSent() throws Exception {
        testing.route("s", mcp(streaming()));
        BufferedReader stream = open();
        for (int i = 0; i < 100; i++) {
            events.add("event " + i);
            assertThat(stream.readLine()).isEqualTo("data: event " + i);
            assertThat(stream.readLine()).isEmpty();
        }
        events.add("end");
        assertThat(stream.readLine()).isNull();
    }

    @Test
    void aSilentStreamOutlivesTheTimeLimit() throws Exception {
        testing.route("s", mcp(streaming()));
        BufferedReader stream = open();
        assertThat(writerFailed.await(1_500, TimeUnit.MILLISECONDS)).isFalse();
        events.add("still here");
        assertThat(stream.readLine()).isEqualTo("data: still here");
    }

    @Test
    void whenTheClientLeavesASilentStreamTheServersConnectionIsClosed() throws Exception {
        ServerSocket listener = testing.socket();
        CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> {
            try (Socket socket = listener.accept()) {
                readHead(socket.getInputStream(), PING.length());
                socket.getOutputStream()
                        .write(
                                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                return socket.getInputStream().read() < 0;
            } catch (IOException broken) {
                return true;
            }
        });
        testing.route("s", mcp(listener.getLocalPort()));
        Socket client = testing.raw(
                "POST /mcp/s/s HTTP/1.1\r\nHost: h\r\nContent-Length: " + PING.length() + "\r\n\r\n" + PING);
        assertThat(client.getInputStream().read()).isEqualTo('H');
        client.close();
        assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
        TestingGateway.until(() -> testing.figures.inFlight() == 0);
    }

    @Test
    void whenTheClientLeavesBeforeTheAnswerTheServersConnectionIsClosed() throws Exception {
        TestingGateway patient = new TestingGateway(new GatewayConfig(Duration.ofMinutes(1), 100_000, 64));
        ServerSocket listener = patient.socket();
        CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> {
            try (Socket socket = listener.accept()) {
                readHead(socket.getInputStream(), PING.length());
                return socket.getInputStream().read() < 0;
            } catch (IOException broken) {
                return true;
            }
        });
        patient.route("s", mcp(listener.getLocalPort()));
        patient.raw("POST /mcp/s/s HTTP/1.1\r\nHost: h\r\nContent-Length: " + PING.length() + "\r\n\r\n" + PING)
                .close();
        assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
        TestingGateway.until(() -> patient.figures.inFlight() == 0);
        patient.close();
    }

    @Test
    void aRequestSentAheadIsServedAfterALongCall() throws Exception {
        Undertow server = testing.blocking(exchange -> {
            events.poll(500, TimeUnit.MILLISECONDS);
            exchange.getResponseSender().send("answer");
        });
        testing.route("s", mcp(server));
        String request = "GET /mcp/s/s HTTP/1.1\r\nHost: h\r\n\r\n";
        Socket client = testing.raw(request);
        TestingGateway.until(() -> testing.figures.inFlight() == 1);
        assertThat(writerFailed.await(400, TimeUnit.MILLISECONDS)).isFalse();
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream()
                .write("GET /mcp/s/s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        String answers = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(answers.split("answer", -1)).hasSize(4);
    }

    @Test
    void anAnswerThatIsNoStreamMustEndInTime() throws Exception {
        ServerSocket listener = testing.socket();
        CompletableFuture<Integer> serving = CompletableFuture.supplyAsync(() -> {
            try (Socket socket = listener.accept()) {
                readHead(socket.getInputStream(), PING.length());
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123".getBytes(StandardCharsets.US_ASCII));
                return socket.getInputStream().read();
            } catch (IOException broken) {
                return -1;
            }
        });
        testing.route("s", mcp(listener.getLocalPort()));
        Socket client = testing.raw(
                "POST /mcp/s/s HTTP/1.1\r\nHost: h\r\nContent-Length: " + PING.length() + "\r\n\r\n" + PING);
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .endsWith("123");
        assertThat(serving.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void anAnswerThatStopsAfterItsHeadEndsTheClientsConnectionInTime() throws Exception {
        ServerSocket listener = testing.socket();
        CompletableFuture<Integer> serving = CompletableFuture.supplyAsync(() -> {
            try (Socket socket = listener.accept()) {
                readHead(socket.getInputStream(), PING.length());
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return socket.getInputStream().read();
            } catch (IOException broken) {
                return -1;
            }
        });
        testing.route("s", mcp(listener.getLocalPort()));
        Socket client = testing.raw(
                "POST /mcp/s/s HTTP/1.1\r\nHost: h\r\nContent-Length: " + PING.length() + "\r\n\r\n" + PING);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(serving.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    private static void readHead(InputStream in, int body) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        in.readNBytes(body);
    }
}
