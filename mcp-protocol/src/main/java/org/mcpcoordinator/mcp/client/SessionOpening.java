package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.McpHeaders;

/** Opens a session of the legacy era for somebody else, without holding a thread while the server thinks. */
public final class SessionOpening {
    /** Largest greeting, in bytes. */
    private static final int LARGEST = 1 << 20;

    private static final System.Logger LOG = System.getLogger(SessionOpening.class.getName());
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final HttpClient http;
    private final URI endpoint;
    private final Map<String, String> headers;
    private final Duration most;

    private SessionOpening(HttpClient http, URI endpoint, Map<String, String> headers, Duration most) {
        this.http = Objects.requireNonNull(http);
        this.endpoint = Objects.requireNonNull(endpoint);
        this.headers = Map.copyOf(headers);
        this.most = Objects.requireNonNull(most);
    }

    /**
     * Opens it.
     *
     * @param headers sent with every request
     * @param most for all of it; over 0
     * @param params of {@code initialize}, sent as they are; null for a client without capabilities
     * @return the session's id, empty if the server gives none; fails with {@link McpRefusal}, another IOException, or a
     *     TimeoutException
     */
    public static CompletableFuture<String> open(
            HttpClient http,
            URI endpoint,
            Map<String, String> headers,
            Duration most,
            String name,
            @Nullable ObjectNode params) {
        try {
            return new SessionOpening(http, endpoint, headers, most).begin(new ClientRequests(name, "1"), params);
        } catch (RuntimeException unusable) {
            return CompletableFuture.failedFuture(unusable);
        }
    }

    /**
     * Ends a session that was opened. Whether its server knows it, or takes note of it, is of no concern.
     *
     * @return done when it has been tried; never fails
     */
    public static CompletableFuture<Void> end(
            HttpClient http, URI endpoint, Map<String, String> headers, String session) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                    .timeout(END_WITHIN)
                    .header(McpHeaders.SESSION_ID, session)
                    .DELETE();
            headers.forEach(request::header);
            return http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                    .handle((answer, failure) -> null);
        } catch (RuntimeException unusable) {
            LOG.log(System.Logger.Level.DEBUG, "a session is left to its server", unusable);
            return CompletableFuture.completedFuture(null);
        }
    }

    private CompletableFuture<String> begin(ClientRequests requests, @Nullable ObjectNode params) {
        ClientRequest initialize = params == null ? requests.initialize(1) : requests.initialize(1, params);
        CompletableFuture<HttpResponse<byte[]>> greeted = send(initialize);
        CompletableFuture<String> opened = greeted.thenCompose(response -> {
                    Peer peer = peer(response, initialize);
                    String id = peer.sessionId() == null ? "" : peer.sessionId();
                    return send(requests.initialized(peer)).thenApply(told -> id);
                })
                .orTimeout(most.toMillis(), TimeUnit.MILLISECONDS);
        return opened.whenComplete((id, failure) -> {
            if (failure != null && greeted.isDone() && !greeted.isCompletedExceptionally()) {
                Optional<String> session = greeted.join().headers().firstValue(McpHeaders.SESSION_ID);
                if (session.isPresent()) {
                    // Nobody will use it, and its server would keep it.
                    CompletableFuture<Void> unused = end(http, endpoint, headers, session.get());
                }
            }
            greeted.cancel(true);
        });
    }

    private static Peer peer(HttpResponse<byte[]> response, ClientRequest initialize) {
        try {
            Answer answer = Answers.read(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(null),
                    response.body(),
                    initialize.id());
            return McpClient.peer(McpClient.result(answer), response.headers());
        } catch (McpRefusal refused) {
            throw new CompletionException(refused);
        }
    }

    private CompletableFuture<HttpResponse<byte[]>> send(ClientRequest request) {
        HttpRequest.Builder post = HttpRequest.newBuilder(endpoint)
                .timeout(most)
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        headers.forEach(post::setHeader);
        request.headers().forEach(post::setHeader);
        return http.sendAsync(post.build(), head -> new BoundedBody(LARGEST));
    }
}
