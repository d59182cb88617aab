package org.mcpcoordinator.web.gateway;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.runtime.SseTarget;
import org.mcpcoordinator.web.gateway.era.Reply;
import org.mcpcoordinator.web.gateway.sse.SseSessions;
import org.xnio.Options;

/**
 * This node's listener for servers that speak HTTP+SSE of 2024-11-05: on loopback, at any free port, for callers that know a
 * secret made at each start. Gateway, probes and all others of this node call such a server here, as one of Streamable HTTP;
 * which server is meant, one header says ({@link SseTarget}).
 */
final class OldServers implements HttpHandler, AutoCloseable {
    private static final int LARGEST_BODY = 16 << 20;
    private static final int LARGEST_HEADERS = 1 << 20;
    private static final int IDLE_MILLIS = 300_000;

    /** Whoever undeploys waits for no server that holds its connection. */
    private static final int STOP_MILLIS = 2_000;

    private static final String PREFIX = "/sse/";

    private final SseSessions sessions;
    private final String secret;
    private final Undertow undertow;
    private final int port;

    private OldServers(SseSessions sessions) {
        this.sessions = sessions;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        undertow = Undertow.builder()
                .setIoThreads(2)
                // They look up names.
                .setWorkerThreads(2)
                .setDirectBuffers(true)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, LARGEST_HEADERS)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
                .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, STOP_MILLIS)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setWorkerOption(Options.THREAD_DAEMON, true)
                .setWorkerOption(Options.WORKER_NAME, "coordinator-sse")
                .addHttpListener(0, "127.0.0.1", this)
                .build();
        undertow.start();
        port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    /**
     * Opens it.
     *
     * @param limit until a server must have begun to answer
     * @param idle after that a session that nobody uses ends
     */
    static OldServers open(Duration limit, Duration idle) {
        return open(limit, idle, SseSessions.MOST);
    }

    /** @param most sessions at a time */
    static OldServers open(Duration limit, Duration idle, int most) {
        return new OldServers(new SseSessions(limit, idle, most));
    }

    int port() {
        return port;
    }

    /** What callers show as {@code Authorization: Bearer SECRET}. */
    String secret() {
        return secret;
    }

    /** How many sessions there are. */
    int sessions() {
        return sessions.size();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        String path = exchange.getRequestPath();
        if (!isLetIn(exchange)) {
            exchange.setStatusCode(401);
            return;
        }
        SseTarget target = target(exchange);
        if (!path.startsWith(PREFIX) || target == null) {
            exchange.setStatusCode(404);
            return;
        }
        String place = path.substring(PREFIX.length());
        exchange.getRequestReceiver().setMaxBufferSize(LARGEST_BODY);
        exchange.getRequestReceiver()
                .receiveFullBytes(
                        (whole, body) ->
                                whole.dispatch(SameThreadExecutor.INSTANCE, () -> take(whole, place, target, body)),
                        (broken, cause) -> {
                            broken.setStatusCode(413);
                            broken.endExchange();
                        });
    }

    private void take(HttpServerExchange exchange, String place, SseTarget target, byte[] body) {
        HttpQuestion question = new HttpQuestion(
                exchange.getRequestMethod().toString(),
                name -> Headline.value(exchange.getRequestHeaders(), name),
                body);
        Reply reply = new Reply(exchange);
        ClientWatch.arm(exchange, reply::leave);
        sessions.take(exchange.getIoThread(), place, target, question, reply);
    }

    private boolean isLetIn(HttpServerExchange exchange) {
        String shown = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        return shown != null
                && MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8), ("Bearer " + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable SseTarget target(HttpServerExchange exchange) {
        String text = exchange.getRequestHeaders().getFirst(SseTarget.HEADER);
        try {
            return text == null ? null : SseTarget.read(text);
        } catch (IOException unreadable) {
            return null;
        }
    }

    @Override
    public void close() {
        sessions.close();
        undertow.stop();
    }
}
