package org.mcpcoordinator.mcp.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.McpHeaders;

/** Sends to one server, shows who asks, and asks again with something better where that is refused. */
final class Wire {
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** Times a request is sent in all; the authorizer has limits of its own. */
    private static final int MOST_TRIES = 5;

    private final HttpClient http;
    private final URI endpoint;
    private final ClientSettings settings;

    Wire(HttpClient http, URI endpoint, ClientSettings settings) {
        this.http = Objects.requireNonNull(http);
        this.endpoint = Objects.requireNonNull(endpoint);
        this.settings = Objects.requireNonNull(settings);
    }

    /** When what is sent now must be answered, in nanoseconds of the process. */
    long deadline() {
        return System.nanoTime() + settings.timeout().toNanos();
    }

    HttpTimeoutException late() {
        return new HttpTimeoutException(
                "no whole answer within " + settings.timeout().toMillis() + " ms");
    }

    HttpResponse<Reply> post(ClientRequest request, long deadline) throws IOException, InterruptedException {
        HttpRequest.Builder post =
                builder(request.headers()).POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        return send(post, deadline);
    }

    /** Takes a legacy session's stream up after an event; without one, the stream that belongs to no request. */
    HttpResponse<Reply> stream(Peer peer, @Nullable String after, long deadline)
            throws IOException, InterruptedException {
        HttpRequest.Builder get = builder(Map.of("Accept", "text/event-stream"));
        session(get, peer);
        if (after != null) {
            get.setHeader("Last-Event-ID", after);
        }
        return send(get.GET(), deadline);
    }

    /** Ends a session; whether the server allows that is its concern. */
    void delete(Peer peer) throws IOException, InterruptedException {
        HttpRequest.Builder delete = builder(Map.of());
        session(delete, peer);
        http.send(authorized(delete.DELETE(), settings.authorizer().value()), HttpResponse.BodyHandlers.discarding());
    }

    private HttpRequest.Builder builder(Map<String, String> own) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint).timeout(settings.timeout());
        settings.headers().forEach(builder::setHeader);
        own.forEach(builder::setHeader);
        return builder;
    }

    private static void session(HttpRequest.Builder request, Peer peer) {
        request.setHeader(McpHeaders.PROTOCOL_VERSION, peer.revision().id());
        if (peer.sessionId() != null) {
            request.setHeader(McpHeaders.SESSION_ID, peer.sessionId());
        }
    }

    private static HttpRequest authorized(HttpRequest.Builder request, Optional<String> value) {
        value.ifPresent(shown -> request.setHeader("Authorization", shown));
        return request.build();
    }

    private HttpResponse<Reply> send(HttpRequest.Builder request, long deadline)
            throws IOException, InterruptedException {
        boolean strange = false;
        long until = deadline;
        for (int attempt = 1; ; attempt++) {
            Optional<String> shown = settings.authorizer().value();
            HttpResponse<Reply> response = await(http.sendAsync(authorized(request, shown), this::body), until);
            boolean unknown = response.statusCode() == UNAUTHORIZED;
            if (attempt == MOST_TRIES
                    || (!unknown && response.statusCode() != FORBIDDEN)
                    // Refused twice is refused: what was renewed is no better.
                    || (unknown && strange)) {
                return response;
            }
            strange |= unknown;
            Challenge challenge =
                    Challenge.of(response.statusCode(), response.headers().allValues("WWW-Authenticate"));
            if (!settings.authorizer().renewed(challenge, shown)) {
                return response;
            }
            until = deadline();
        }
    }

    private HttpResponse.BodySubscriber<Reply> body(HttpResponse.ResponseInfo head) {
        if (head.statusCode() == OK
                && Answers.isEventStream(
                        head.headers().firstValue("Content-Type").orElse(null))) {
            Reply.Stream stream = new Reply.Stream(settings.largest());
            return HttpResponse.BodySubscribers.mapping(stream.body(), events -> stream);
        }
        return HttpResponse.BodySubscribers.mapping(new BoundedBody(settings.largest()), Reply.Whole::new);
    }

    /** The JDK's own time limit ends with the head of an answer; this one holds for all of it. */
    private <T> T await(CompletableFuture<T> sent, long deadline) throws IOException, InterruptedException {
        try {
            return sent.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLate) {
            HttpTimeoutException late = late();
            late.initCause(tooLate);
            throw late;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException broken ? broken : new IOException(failed.getCause());
        } finally {
            sent.cancel(true);
        }
    }
}
