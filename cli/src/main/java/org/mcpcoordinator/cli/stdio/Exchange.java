package org.mcpcoordinator.cli.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.client.Answers;

/** One request and what comes of it: messages on the way, then its answer. */
final class Exchange {
    private static final int OK = 2;
    private static final int MOST_RESUMED = 20;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final int REFUSAL_READ = 1 << 20;

    private final Gate gate;
    private final Frame.Request request;
    private final byte[] message;
    private volatile @Nullable CompletableFuture<?> asked;
    private volatile @Nullable InputStream body;
    private volatile boolean cancelled;

    Exchange(Gate gate, Frame.Request request, byte[] message) {
        this.gate = gate;
        this.request = request;
        this.message = message.clone();
    }

    /** How it ended. */
    sealed interface Outcome {
        /** The answer, which has been passed on. */
        record Answered(HttpHeaders headers, JsonNode message) implements Outcome {}

        /** Refused before it was answered; the JSON that came with it, missing if there was none. */
        record Refused(int status, JsonNode body) implements Outcome {}

        /** No answer came. */
        record Cut(String reason) implements Outcome {}

        /** Nobody wants the answer any longer. */
        record Cancelled() implements Outcome {}
    }

    Frame.Request request() {
        return request;
    }

    byte[] message() {
        return message.clone();
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Ends it; in the modern era the closed stream tells the server so. */
    void cancel() {
        cancelled = true;
        CompletableFuture<?> open = asked;
        if (open != null) {
            open.cancel(true);
        }
        close(body);
    }

    /** Asks once, and passes every message on that comes of it, the answer last. */
    Outcome ask(Map<String, String> headers, Consumer<byte[]> say) throws InterruptedException {
        if (cancelled) {
            return new Outcome.Cancelled();
        }
        try {
            HttpResponse<InputStream> answer = send(gate.post(message, headers));
            String type = answer.headers().firstValue("Content-Type").orElse("");
            try (InputStream open = answer.body()) {
                body = open;
                if (answer.statusCode() / 100 != OK) {
                    return new Outcome.Refused(answer.statusCode(), json(open.readNBytes(REFUSAL_READ)));
                }
                return Answers.isEventStream(type)
                        ? followed(answer.headers(), open, headers, say)
                        : whole(answer, open, say);
            }
        } catch (CancellationException ended) {
            return new Outcome.Cancelled();
        } catch (IOException broken) {
            return cancelled ? new Outcome.Cancelled() : new Outcome.Cut(words(broken));
        }
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder post) throws IOException, InterruptedException {
        return gate.send(post.build(), future -> {
            asked = future;
            if (cancelled) {
                future.cancel(true);
            }
        });
    }

    private Outcome whole(HttpResponse<InputStream> answer, InputStream open, Consumer<byte[]> say) throws IOException {
        byte[] bytes = open.readNBytes(Gate.LARGEST + 1);
        if (bytes.length > Gate.LARGEST) {
            return new Outcome.Cut("the answer has more than " + Gate.LARGEST + " bytes");
        }
        JsonNode json = json(bytes);
        if (!isAnswer(json)) {
            return new Outcome.Cut("HTTP " + answer.statusCode() + " came with something else than the answer");
        }
        say.accept(bytes);
        return new Outcome.Answered(answer.headers(), json);
    }

    /** Follows the stream to the answer; one that ends before is taken up again where the server allows that. */
    private Outcome followed(HttpHeaders opened, InputStream first, Map<String, String> headers, Consumer<byte[]> say)
            throws IOException, InterruptedException {
        EventSource events = new EventSource(first, Gate.LARGEST);
        for (int resumed = 0; ; resumed++) {
            JsonNode answer = untilAnswer(events, say);
            if (answer != null) {
                return new Outcome.Answered(opened, answer);
            }
            String last = events.lastId();
            if (cancelled) {
                return new Outcome.Cancelled();
            }
            if (last == null || last.isEmpty() || resumed == MOST_RESUMED) {
                return new Outcome.Cut("the stream ended before the answer");
            }
            TimeUnit.MILLISECONDS.sleep(Math.min(LONGEST_PAUSE_MILLIS, Math.max(resumed * 100L, events.retryMillis())));
            Map<String, String> again = new LinkedHashMap<>(headers);
            again.put("Last-Event-ID", last);
            HttpResponse<InputStream> answerAgain = send(gate.stream(again));
            close(body);
            body = answerAgain.body();
            if (answerAgain.statusCode() != 200) {
                close(body);
                return new Outcome.Cut("the stream ended before the answer, and is gone");
            }
            events = new EventSource(answerAgain.body(), Gate.LARGEST);
        }
    }

    private @Nullable JsonNode untilAnswer(EventSource events, Consumer<byte[]> say) throws IOException {
        try {
            for (byte[] data = events.next(); data != null; data = events.next()) {
                JsonNode json = json(data);
                if (!(json instanceof ObjectNode) || !json.has("jsonrpc")) {
                    continue;
                }
                if (cancelled) {
                    return null;
                }
                say.accept(data);
                if (isAnswer(json)) {
                    return json;
                }
            }
        } catch (IOException broken) {
            // A stream that can be taken up again may break.
            if (events.lastId() == null) {
                throw broken;
            }
        }
        return null;
    }

    private boolean isAnswer(JsonNode json) {
        JsonNode id = json.path("id");
        return !json.has("method")
                && (json.has("result") || json.has("error"))
                && id.isTextual() == request.id().isTextual()
                && id.asText().equals(request.id().asText());
    }

    /** The headers that repeat what the body says, in the modern era. */
    static Map<String, String> modernHeaders(String version, String method, JsonNode params) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(McpHeaders.PROTOCOL_VERSION, version);
        headers.put(McpHeaders.METHOD, McpHeaders.encode(method));
        McpHeaders.namedParameter(method)
                .map(name -> params.path(name).asText(""))
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> headers.put(McpHeaders.NAME, McpHeaders.encode(value)));
        return headers;
    }

    static JsonNode json(byte[] bytes) {
        try {
            return Json.read(bytes);
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }

    private static String words(IOException broken) {
        return broken instanceof ConnectException
                ? "nothing answers there"
                : "the connection broke before the answer; whether the server did it is not known";
    }

    private static void close(@Nullable InputStream stream) {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException gone) {
                // It is closed either way.
                return;
            }
        }
    }
}
