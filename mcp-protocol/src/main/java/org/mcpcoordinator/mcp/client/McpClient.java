package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;

/**
 * A blocking client of one server for tools: finds out the era, then lists and calls. One thread at a time. Closing it
 * ends a legacy session, which servers otherwise keep for ever.
 */
public final class McpClient implements AutoCloseable {
    private static final int MOST_PAGES = 200;

    /** Times a server may ask before it answers. */
    private static final int MOST_ROUNDS = 16;

    private final Wire wire;
    private final ClientSettings settings;
    private final ClientRequests requests;
    private final ServerRequests asked;
    private final ParameterHeaders parameters = new ParameterHeaders();
    private final AtomicLong ids = new AtomicLong();
    private Peer peer = Peer.MODERN;
    private ObjectNode greeting = Json.object();

    private McpClient(HttpClient http, URI endpoint, ClientSettings settings) {
        this.wire = new Wire(http, endpoint, settings);
        this.settings = settings;
        this.requests =
                new ClientRequests(settings.name(), "1", settings.input().capabilities());
        this.asked = new ServerRequests(wire, requests, settings);
    }

    /**
     * Connects: discovery first, and if that proves nothing, initialize.
     *
     * @throws McpRefusal if the server speaks neither era
     */
    public static McpClient connect(HttpClient http, URI endpoint, ClientSettings settings)
            throws IOException, InterruptedException {
        McpClient client = new McpClient(http, endpoint, settings);
        Answer discovered = client.exchange("server/discover", Json.object());
        if (discovered.eraFromDiscover().isPresent() || discovered.unauthorized()) {
            client.greeting = result(discovered);
        } else {
            client.initialize();
        }
        return client;
    }

    /**
     * Connects in the legacy era, without asking for the modern one.
     *
     * @throws McpRefusal if the server does not speak it
     */
    public static McpClient connectLegacy(HttpClient http, URI endpoint, ClientSettings settings)
            throws IOException, InterruptedException {
        McpClient client = new McpClient(http, endpoint, settings);
        client.initialize();
        return client;
    }

    /**
     * As {@link #connect(HttpClient, URI, ClientSettings)}.
     *
     * @param headers sent with every request, for example {@code Authorization}
     * @param timeout of each request, from its first byte to the last of its answer
     */
    public static McpClient connect(
            HttpClient http, URI endpoint, Map<String, String> headers, Duration timeout, String name)
            throws IOException, InterruptedException {
        return connect(http, endpoint, ClientSettings.of(name, timeout).with(headers));
    }

    /**
     * As {@link #connect(HttpClient, URI, ClientSettings)}.
     *
     * @param largest most bytes of an answer; a longer one fails
     */
    public static McpClient connect(
            HttpClient http, URI endpoint, Map<String, String> headers, Duration timeout, String name, int largest)
            throws IOException, InterruptedException {
        return connect(
                http, endpoint, ClientSettings.of(name, timeout).with(headers).atMost(largest));
    }

    /**
     * As {@link #connectLegacy(HttpClient, URI, ClientSettings)}.
     *
     * @param largest most bytes of an answer; a longer one fails
     */
    public static McpClient connectLegacy(
            HttpClient http, URI endpoint, Map<String, String> headers, Duration timeout, String name, int largest)
            throws IOException, InterruptedException {
        return connectLegacy(
                http, endpoint, ClientSettings.of(name, timeout).with(headers).atMost(largest));
    }

    /** How the server is spoken to. */
    public Peer peer() {
        return peer;
    }

    /** The result of discovery or of initialize. */
    public ObjectNode greeting() {
        return greeting.deepCopy();
    }

    /** All tools that may be used, over all pages. */
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
        Answer answer = exchange(method, params);
        if (method.equals("tools/call") && refused(answer, ErrorCode.HEADER_MISMATCH)) {
            // Its schema has another header by now, or was never read.
            listTools();
            answer = exchange(method, params);
        }
        ObjectNode result = result(answer);
        if (peer.era() == Era.MODERN) {
            result = complete(method, params, result);
            if (method.equals("tools/list")) {
                parameters.keep(result);
            }
        }
        return result;
    }

    @Override
    public void close() throws IOException {
        asked.close();
        if (peer.sessionId() == null) {
            return;
        }
        try {
            wire.delete(peer);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers what the server asks, and repeats the request with that, until it is done. */
    private ObjectNode complete(String method, ObjectNode params, ObjectNode first)
            throws IOException, InterruptedException {
        ObjectNode result = first;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            String type = result.path("resultType").asText("complete");
            if (type.equals("complete")) {
                return result;
            }
            if (!type.equals("input_required")) {
                throw new McpRefusal(
                        "the server answered with a result of the kind " + type + ", which is unknown here");
            }
            result = result(exchange(method, answered(params, result)));
        }
        throw new McpRefusal("the server has asked " + MOST_ROUNDS + " times, and still does not answer");
    }

    /** The request once more, with what it was short of; the server's state goes back as it came. */
    private ObjectNode answered(ObjectNode params, ObjectNode wanting) throws IOException, InterruptedException {
        ObjectNode again = params.deepCopy();
        for (Map.Entry<String, JsonNode> request : wanting.path("inputRequests").properties()) {
            String method = request.getValue().path("method").asText();
            ObjectNode asks = request.getValue().path("params") instanceof ObjectNode given ? given : Json.object();
            again.withObject("/inputResponses")
                    .set(request.getKey(), settings.input().answer(method, asks));
        }
        if (wanting.has("requestState")) {
            again.set("requestState", wanting.get("requestState"));
        }
        return again;
    }

    private Answer exchange(String method, ObjectNode params) throws IOException, InterruptedException {
        Answer answer = once(method, params);
        // One that refuses our revision, and says that it serves it, is believed once.
        return refused(answer, ErrorCode.UNSUPPORTED_PROTOCOL_VERSION) && served(answer)
                ? once(method, params)
                : answer;
    }

    private Answer once(String method, ObjectNode params) throws IOException, InterruptedException {
        Map<String, String> repeated = method.equals("tools/call") ? parameters.of(params) : Map.of();
        return run(requests.request(peer, ids.incrementAndGet(), method, params, repeated))
                .answer();
    }

    private Exchange.Answered run(ClientRequest request) throws IOException, InterruptedException {
        return new Exchange(wire, peer, request, asked).run();
    }

    private boolean refused(Answer answer, ErrorCode code) {
        return peer.era() == Era.MODERN && answer instanceof Answer.Refused refused && refused.code() == code.code();
    }

    /** True if a server that refuses our revision says that it serves it. */
    private boolean served(Answer answer) {
        if (answer instanceof Answer.Refused refused && refused.data() != null) {
            for (JsonNode supported : refused.data().path("supported")) {
                if (supported.asText().equals(peer.revision().id())) {
                    return true;
                }
            }
        }
        return false;
    }

    private void initialize() throws IOException, InterruptedException {
        peer = Peer.LEGACY;
        Exchange.Answered answered = run(requests.initialize(ids.incrementAndGet()));
        greeting = result(answered.answer());
        peer = peer(greeting, answered.head().headers());
        run(requests.initialized(peer));
        asked.listen(peer);
    }

    /** How a server is spoken to that has answered {@code initialize} so. */
    static Peer peer(ObjectNode greeting, HttpHeaders headers) throws McpRefusal {
        Revision revision = Revision.of(greeting.path("protocolVersion").asText(""))
                .filter(known -> known.era() == Era.LEGACY)
                .orElseThrow(() -> new McpRefusal("the server chose an unknown revision "
                        + greeting.path("protocolVersion").asText("")));
        return new Peer(revision, headers.firstValue(McpHeaders.SESSION_ID).orElse(null));
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
