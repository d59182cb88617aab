package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;

/**
 * A blocking client of one server for tools: finds out the era, then lists and calls. One thread at a time. Closing it
 * ends a legacy session, which servers otherwise keep for ever.
 */
public final class McpClient implements AutoCloseable {
    private static final int MOST_PAGES = 200;

    /** Largest answer that is read where nobody says otherwise, in bytes. */
    static final int LARGEST_ANSWER = 16 << 20;

    /** Longer answers are read one at a time: a tree takes many times the bytes it was read from. */
    private static final int LARGE = 128 << 10;

    private static final ReentrantLock LARGE_ONES = new ReentrantLock();

    private final HttpClient http;
    private final URI endpoint;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final int largest;
    private final ClientRequests requests;
    private final AtomicLong ids = new AtomicLong();
    private Peer peer = Peer.MODERN;
    private ObjectNode greeting = Json.object();

    private McpClient(
            HttpClient http, URI endpoint, Map<String, String> headers, Duration timeout, String name, int largest) {
        this.http = Objects.requireNonNull(http);
        this.endpoint = Objects.requireNonNull(endpoint);
        this.headers = Map.copyOf(headers);
        this.timeout = Objects.requireNonNull(timeout);
        this.largest = largest;
        this.requests = new ClientRequests(name, "1");
    }

    /**
     * Connects: discovery first, and if that proves nothing, initialize.
     *
     * @param headers sent with every request, for example {@code Authorization}
     * @param timeout of each request, from its first byte to the last of its answer
     * @throws McpRefusal if the server speaks neither era
     */
    public static McpClient connect(
            HttpClient http, URI endpoint, Map<String, String> headers, Duration timeout, String name)
            throws IOException, InterruptedException {
        return connect(http, endpoint, headers, timeout, name, LARGEST_ANSWER);
    }

    /**
     * As {@link #connect(HttpClient, URI, Map, Duration, String)}.
     *
     * @param largest most bytes of an answer; a longer one fails
     */
    public static McpClient connect(
            HttpClient http, URI endpoint, Map<String, String> headers, Duration timeout, String name, int largest)
            throws IOException, InterruptedException {
        McpClient client = new McpClient(http, endpoint, headers, timeout, name, largest);
        client.meet();
        return client;
    }

    /**
     * Connects in the legacy era, without asking for the modern one.
     *
     * @param largest most bytes of an answer; a longer one fails
     * @throws McpRefusal if the server does not speak it
     */
    public static McpClient connectLegacy(
            HttpClient http, URI endpoint, Map<String, String> headers, Duration timeout, String name, int largest)
            throws IOException, InterruptedException {
        McpClient client = new McpClient(http, endpoint, headers, timeout, name, largest);
        client.initialize(client.requests.initialize(client.ids.incrementAndGet()));
        return client;
    }

    /** How the server is spoken to. */
    public Peer peer() {
        return peer;
    }

    /** The result of discovery or of initialize. */
    public ObjectNode greeting() {
        return greeting.deepCopy();
    }

    /** All tools, over all pages. */
    public ArrayNode listTools() throws IOException, InterruptedException {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        ObjectNode params = Json.object();
        for (int page = 0; page < MOST_PAGES; page++) {
            ObjectNode result = ask("tools/list", params);
            result.path("tools").forEach(tools::add);
            JsonNode cursor = result.path("nextCursor");
            if (!cursor.isTextual()) {
                return tools;
            }
            params.set("cursor", cursor);
        }
        throw new McpRefusal("the list of tools does not end after " + MOST_PAGES + " pages");
    }

    /** The result of a tool; {@code isError} inside tells whether it failed. */
    public ObjectNode callTool(String tool, ObjectNode arguments) throws IOException, InterruptedException {
        ObjectNode params = Json.object().put("name", tool);
        params.set("arguments", arguments);
        return ask("tools/call", params);
    }

    /** The result of any request. */
    public ObjectNode ask(String method, ObjectNode params) throws IOException, InterruptedException {
        return result(read(requests.request(peer, ids.incrementAndGet(), method, params)));
    }

    @Override
    public void close() throws IOException {
        if (peer.sessionId() == null) {
            return;
        }
        HttpRequest.Builder delete = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .header(McpHeaders.SESSION_ID, peer.sessionId())
                .header(McpHeaders.PROTOCOL_VERSION, peer.revision().id())
                .DELETE();
        headers.forEach(delete::setHeader);
        try {
            http.send(delete.build(), HttpResponse.BodyHandlers.discarding());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void meet() throws IOException, InterruptedException {
        Answer discovered = read(requests.discover(ids.incrementAndGet()));
        if (discovered.eraFromDiscover().filter(era -> era == Era.MODERN).isPresent()) {
            greeting = result(discovered);
            return;
        }
        initialize(requests.initialize(ids.incrementAndGet()));
    }

    private void initialize(ClientRequest initialize) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(initialize);
        greeting = result(read(response, initialize));
        peer = peer(greeting, response);
        send(requests.initialized(peer));
    }

    /** How a server is spoken to that has answered {@code initialize} so. */
    static Peer peer(ObjectNode greeting, HttpResponse<byte[]> response) throws McpRefusal {
        Revision revision = Revision.of(greeting.path("protocolVersion").asText(""))
                .filter(known -> known.era() == Era.LEGACY)
                .orElseThrow(() -> new McpRefusal("the server chose an unknown revision "
                        + greeting.path("protocolVersion").asText("")));
        return new Peer(
                revision, response.headers().firstValue(McpHeaders.SESSION_ID).orElse(null));
    }

    private Answer read(ClientRequest request) throws IOException, InterruptedException {
        return read(send(request), request);
    }

    static Answer read(HttpResponse<byte[]> response, ClientRequest request) {
        if (response.body().length <= LARGE) {
            return answer(response, request);
        }
        LARGE_ONES.lock();
        try {
            return answer(response, request);
        } finally {
            LARGE_ONES.unlock();
        }
    }

    private static Answer answer(HttpResponse<byte[]> response, ClientRequest request) {
        Optional<String> type = response.headers().firstValue("Content-Type");
        return Answers.read(response.statusCode(), type.orElse(null), response.body(), request.id());
    }

    private HttpResponse<byte[]> send(ClientRequest request) throws IOException, InterruptedException {
        HttpRequest post = post(endpoint, headers, timeout, request);
        return whole(http.sendAsync(post, head -> new BoundedBody(largest)));
    }

    static HttpRequest post(URI endpoint, Map<String, String> headers, Duration timeout, ClientRequest request) {
        HttpRequest.Builder post = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        headers.forEach(post::setHeader);
        request.headers().forEach(post::setHeader);
        return post.build();
    }

    /** The JDK's own time limit ends with the head of an answer; this one holds for all of it. */
    private HttpResponse<byte[]> whole(CompletableFuture<HttpResponse<byte[]>> sent)
            throws IOException, InterruptedException {
        try {
            return sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            HttpTimeoutException timedOut =
                    new HttpTimeoutException("no whole answer within " + timeout.toMillis() + " ms");
            timedOut.initCause(late);
            throw timedOut;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException broken ? broken : new IOException(failed.getCause());
        } finally {
            sent.cancel(true);
        }
    }

    static ObjectNode result(Answer answer) throws McpRefusal {
        if (answer instanceof Answer.Result result) {
            return result.result();
        }
        if (answer instanceof Answer.Refused refused) {
            throw new McpRefusal(
                    refused.message() + " (" + refused.code() + ", HTTP " + refused.status() + ")", refused.status());
        }
        if (answer instanceof Answer.Unreadable unreadable) {
            throw new McpRefusal(unreadable.reason(), unreadable.status());
        }
        throw new McpRefusal("no answer");
    }
}
