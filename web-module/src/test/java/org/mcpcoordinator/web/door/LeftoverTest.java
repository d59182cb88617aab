package org.mcpcoordinator.web.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.channels.Channels;
import org.xnio.channels.StreamSourceChannel;

/** On a server with one I/O thread. */
class LeftoverTest {
    /** What a connection's buffers hold while nobody reads. */
    private static final int BODY = 256 * 1024;

    private final CountDownLatch sent = new CountDownLatch(1);
    private final CompletableFuture<Long> inARow = new CompletableFuture<>();
    private final Undertow server = Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setHandler(this::refuse)
            .build();

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void theRestOfABodyIsReadAPieceAtATimeAndTheAnswerArrives() throws Exception {
        assertThat(said("Content-Length: " + BODY, "x".repeat(BODY))).startsWith("HTTP/1.1 413");
        assertThat(inARow.get(10, TimeUnit.SECONDS)).isBetween(1L, Leftover.PIECE + 16 * 1024L);
    }

    @Test
    void soItIsWhereTheReadingHadBegun() throws Exception {
        String chunk = Integer.toHexString(BODY) + "\r\n" + "x".repeat(BODY) + "\r\n0\r\n\r\n";
        assertThat(said("Transfer-Encoding: chunked", chunk)).startsWith("HTTP/1.1 413");
        assertThat(inARow.get(10, TimeUnit.SECONDS)).isBetween(1L, Leftover.PIECE + 16 * 1024L);
    }

    private void refuse(HttpServerExchange exchange) throws Exception {
        assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
        StreamSourceChannel begun = null;
        if (exchange.getRequestContentLength() < 0) {
            Leftover.watch(exchange);
            begun = exchange.getRequestChannel();
        }
        Refusal.leaveBody(exchange);
        // As Undertow's endExchange does.
        StreamSourceChannel rest = begun == null ? exchange.getRequestChannel() : begun;
        inARow.complete(rest == null ? -1 : Channels.drain(rest, Long.MAX_VALUE) + again(rest));
        exchange.setStatusCode(413);
        exchange.endExchange();
    }

    private static long again(StreamSourceChannel rest) throws IOException {
        return Math.max(0, Channels.drain(rest, Long.MAX_VALUE));
    }

    private String said(String length, String body) throws IOException {
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(10_000);
            byte[] all = ("POST / HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(all);
            sent.countDown();
            byte[] answer = new byte[512];
            int read = socket.getInputStream().read(answer);
            return new String(Arrays.copyOf(answer, Math.max(0, read)), StandardCharsets.US_ASCII);
        }
    }
}
