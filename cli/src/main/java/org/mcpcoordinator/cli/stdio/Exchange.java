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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.client.Answers;

/** One request and what comes of it: messages on the way, then its answer. */
final class Exchange {
    private static final int OK = 2;
    private static final long SHORTEST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final int REFUSAL_READ = 1 << 20;

    private final Gate gate;
    private final Frame.Request request;
    private final byte[] message;
    private volatile @Nullable CompletableFuture<?> asked;
    private volatile @Nullable InputStream body;
    private volatile boolean cancelled;
    /** Messages passed on; only the thread that asks counts them. */
    private long passed;

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

    /** Asks once as {@link #ask(Map, Consumer)}, and gives up when the answer has not come whole within the limit. */
    Outcome ask(Map<String, String> headers, Consumer<byte[]> say, Duration limit) throws InterruptedException {
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture<Boolean> alarm =
                new CompletableFuture<Boolean>().completeOnTimeout(true, limit.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> unused = alarm.thenAccept(rings -> {
            if (rings) {
                late.set(true);
                cancel();
            }
        });
        try {
            Outcome outcome = ask(headers, say);
            return late.get() && outcome instanceof Outcome.Cancelled
                    ? new Outcome.Cut("no answer within " + limit.toSeconds() + " s")
                    : outcome;
        } finally {
            alarm.complete(false);
        }
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
                if (cancelled) {
                    // Whoever cancelled may have come before there was a body to close.
                    return new Outcome.Cancelled();
                }
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
        String last = "";
        long said = 0;
        long news = System.nanoTime();
        for (int idle = 0; ; idle++) {
            JsonNode answer = untilAnswer(events, say);
            if (answer != null) {
                return new Outcome.Answered(opened, answer);
            }
            if (cancelled) {
                return new Outcome.Cancelled();
            }
            if (events.lastId().isEmpty()) {
                return new Outcome.Cut("the stream ended before the answer");
            }
            if (passed != said || !events.lastId().equals(last)) {
                said = passed;
                last = events.lastId();
                news = System.nanoTime();
                idle = 0;
            }
            if (System.nanoTime() - news > gate.silence().toNanos()) {
                return new Outcome.Cut("the stream ended before the answer, and brought nothing new for "
                        + gate.silence().toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(pause(idle, events.retryMillis()));
            Map<String, String> again = new LinkedHashMap<>(headers);
            again.put("Last-Event-ID", last);
            HttpResponse<InputStream> answerAgain = send(gate.stream(again));
            close(body);
            body = answerAgain.body();
            if (cancelled) {
                close(body);
                return new Outcome.Cancelled();
            }
            if (answerAgain.statusCode() != 200) {
                close(body);
                return new Outcome.Cut("the stream ended before the answer, and is gone");
            }
            events = new EventSource(answerAgain.body(), Gate.LARGEST, last, events.retryMillis());
        }
    }

    /** What the server asked for, else a little longer each time that brought nothing. */
    private static long pause(int idle, long wanted) {
        long pause = wanted >= 0 ? wanted : SHORTEST_PAUSE_MILLIS * (idle + 1);
        return Math.min(LONGEST_PAUSE_MILLIS, Math.max(SHORTEST_PAUSE_MILLIS, pause));
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
                passed++;
                if (isAnswer(json)) {
                    return json;
                }
            }
        } catch (EventSource.TooLarge never) {
            throw never;
        } catch (IOException broken) {
            // A stream that can be taken up again may break.
            if (events.lastId().isEmpty()) {
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
        if (broken instanceof EventSource.TooLarge) {
            return String.valueOf(broken.getMessage());
        }
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
