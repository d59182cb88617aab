package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.HeaderText;
import org.mcpcoordinator.catalog.SecretReferences;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.client.ClientSettings;
import org.mcpcoordinator.mcp.client.McpClient;
import org.mcpcoordinator.mcp.client.McpRefusal;
import org.mcpcoordinator.mcp.client.oauth.OAuthAuthorizer;
import org.mcpcoordinator.outbound.Outbound;
import org.mcpcoordinator.outbound.PinnedClient;
import org.mcpcoordinator.outbound.RefusedAddressException;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * A remote server is asked from here, where health and gateway ask it later. Nothing is started for it; a session it gives is
 * ended. What it was given as secrets is not repeated in what is told of it, but in the result of its own tool.
 */
final class RemoteTrial {
    /** For each answer; no new page of its tools is asked for after {@link #MOST_NANOS}. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final int LARGEST = 1 << 20;
    private static final int MOST_PAGES = 20;
    private static final int LONGEST_SENTENCE = 500;
    private static final int SHORTEST_SECRET = 4;
    private static final String NAME = "coordinator-trial";

    /** As servers of HTTP+SSE answer {@code initialize} (2025-03-26, Transports, Backwards Compatibility). */
    private static final Set<Integer> MAYBE_OLD = Set.of(400, 404, 405);

    /** A trial is over long before its token is. */
    private static final Clock STILL = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private final Outbound outbound;
    private final StdioBridge bridge;
    private final String server;
    private final Map<String, String> secrets;
    private final List<String> lines = new ArrayList<>();
    private final long began = System.nanoTime();

    RemoteTrial(String server, Map<String, String> secrets, StdioBridge bridge) {
        this(server, secrets, bridge, Outbound.ofSettings());
    }

    RemoteTrial(String server, Map<String, String> secrets, StdioBridge bridge, Outbound outbound) {
        this.outbound = outbound;
        this.bridge = bridge;
        this.server = server;
        this.secrets = Map.copyOf(secrets);
    }

    /** Asks it, and tells; it is never the caller's failure that a server does not answer. */
    Trial run(Way.Url way, Trials.@Nullable Call call) {
        Map<String, String> headers = headers(way);
        try (McpClient client = way.transport() == Way.Transport.SSE ? old(way, headers) : newer(way, headers)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            ArrayNode tools = tools(client);
            return told(client, millis, tools, call == null ? null : result(client, call));
        } catch (McpRefusal refused) {
            if (RefusedAddressException.isCauseOf(refused)) {
                throw new ProblemException(ProblemCode.ADDRESS_REFUSED, RefusedAddressException.sentenceOf(refused));
            }
            boolean old = MAYBE_OLD.contains(refused.status())
                    && way.transport() == Way.Transport.HTTP
                    && speaksOld(way, headers);
            return failed(
                    Trial.State.REFUSED,
                    old
                            ? "it speaks HTTP+SSE of 2024-11-05: write \"transport\": \"sse\" into its definition"
                            : "it answered, and not as MCP wants it: " + refused.getMessage());
        } catch (IOException | IllegalArgumentException broken) {
            if (RefusedAddressException.isCauseOf(broken)) {
                throw new ProblemException(ProblemCode.ADDRESS_REFUSED, RefusedAddressException.sentenceOf(broken));
            }
            return failed(Trial.State.SILENT, "it gave no answer: " + why(broken));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return failed(Trial.State.FAILED, "it was not asked to the end: we are stopping");
        }
    }

    private McpClient newer(Way.Url way, Map<String, String> headers) throws IOException, InterruptedException {
        HttpClient http = new PinnedClient(outbound, RemoteTrial::client);
        return McpClient.connect(http, URI.create(way.url()), settings(http, way, headers));
    }

    /** Through this node's listener for such servers, which looks at what the name leads to. */
    private McpClient old(Way.Url way, Map<String, String> headers) throws IOException, InterruptedException {
        URI url = URI.create(way.url());
        outbound.mistake(url).ifPresent(refusal -> {
            throw new ProblemException(ProblemCode.ADDRESS_REFUSED, refusal);
        });
        StdioBridge.Address at = bridge.tried(new SseTarget(url, withToken(way, headers)));
        return McpClient.connectLegacy(client().build(), at.uri(), at.headers(), PATIENCE, NAME, LARGEST);
    }

    /** The listener shows what it is given; it asks nobody for tokens. */
    private Map<String, String> withToken(Way.Url way, Map<String, String> headers)
            throws IOException, InterruptedException {
        if (way.auth().isEmpty()) {
            return headers;
        }
        HttpClient http = new PinnedClient(outbound, RemoteTrial::client);
        OAuthAuthorizer authorizer =
                RemoteTokens.authorizer(http, way, way.auth().get(), secrets, STILL);
        StreamQuestion.ask(http, URI.create(way.url()), headers, PATIENCE, authorizer);
        Map<String, String> shown = new TreeMap<>(headers);
        authorizer.value().ifPresent(token -> shown.put("Authorization", token));
        return shown;
    }

    /** As the specification wants it found out: by a stream that begins with where it is told things. */
    private boolean speaksOld(Way.Url way, Map<String, String> headers) {
        try (McpClient client = old(way, headers)) {
            return client.peer().era() == Era.LEGACY;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException | IllegalArgumentException neither) {
            return false;
        }
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
    }

    private ClientSettings settings(HttpClient http, Way.Url way, Map<String, String> headers) {
        return ClientSettings.of(NAME, PATIENCE)
                .with(headers)
                .atMost(LARGEST)
                .with(RemoteTokens.authorizer(http, way, secrets, STILL));
    }

    private static String why(Exception broken) {
        return broken.getMessage() == null
                ? broken.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                : broken.getMessage();
    }

    /** A line end would begin another header. */
    private Map<String, String> headers(Way.Url way) {
        Map<String, String> headers = new TreeMap<>();
        way.headers().forEach((name, text) -> {
            String value = SecretReferences.filled(text, secrets);
            if (!HeaderText.fits(value)) {
                throw new ProblemException(
                        ProblemCode.REQUEST_INVALID,
                        "Header " + name + " cannot be sent: a secret in it holds a line end, a control character or a"
                                + " letter beyond Latin-1.",
                        List.of(new Mistake("/headers/" + name, "cannot be sent with the secret it names")));
            }
            headers.put(name, value);
        });
        return headers;
    }

    private @Nullable ArrayNode tools(McpClient client) throws InterruptedException {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        ObjectNode params = Json.object();
        int length = 0;
        try {
            for (int page = 0; page < MOST_PAGES && System.nanoTime() - began < MOST_NANOS; page++) {
                ObjectNode result = client.ask("tools/list", params);
                for (JsonNode tool : result.path("tools")) {
                    length += tool.toString().length();
                    if (length > LARGEST) {
                        note("its list of tools is too long to be shown as a whole");
                        return tools;
                    }
                    tools.add(tool);
                }
                JsonNode cursor = result.path("nextCursor");
                if (!cursor.isTextual()) {
                    return tools;
                }
                params.set("cursor", cursor);
            }
            note("its list of tools does not end");
            return tools;
        } catch (McpRefusal none) {
            note("it lists no tools: " + none.getMessage());
        } catch (IOException broken) {
            note("it broke off when it was asked for its tools");
        }
        return tools.isEmpty() ? null : tools;
    }

    private @Nullable ObjectNode result(McpClient client, Trials.Call call) throws InterruptedException {
        try {
            return client.callTool(call.tool(), call.arguments());
        } catch (McpRefusal refused) {
            note(call.tool() + " was refused: " + refused.getMessage());
        } catch (IOException broken) {
            note(call.tool() + " gave no answer within " + PATIENCE.toSeconds() + " s");
        }
        return null;
    }

    private Trial told(McpClient client, long millis, @Nullable ArrayNode tools, @Nullable ObjectNode result) {
        ObjectNode greeting = client.greeting();
        JsonNode info = greeting.has("serverInfo")
                ? greeting.path("serverInfo")
                : greeting.path(Meta.FIELD).path(Meta.SERVER_INFO);
        String program = info.path("name").asText() + " " + info.path("version").asText();
        return new Trial(
                server,
                Trial.State.ANSWERED,
                "it speaks MCP",
                millis,
                null,
                null,
                null,
                client.peer().era() == Era.MODERN ? "modern" : "legacy",
                client.peer().revision().id(),
                plain(program.strip()),
                tools,
                result,
                lines,
                true);
    }

    private Trial failed(Trial.State state, String sentence) {
        return new Trial(server, state, plain(sentence), null, null, null, null, "", "", "", null, null, lines, true);
    }

    private void note(String sentence) {
        lines.add(plain("[trial] " + sentence));
    }

    private String plain(String text) {
        // The longest first: one may be part of another.
        List<String> values = secrets.values().stream()
                .filter(value -> value.length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        String shown = text.replaceAll("\\p{Cntrl}", " ");
        for (String value : values) {
            shown = shown.replace(value, "***");
        }
        return shown.length() > LONGEST_SENTENCE ? shown.substring(0, LONGEST_SENTENCE) + "..." : shown;
    }
}
