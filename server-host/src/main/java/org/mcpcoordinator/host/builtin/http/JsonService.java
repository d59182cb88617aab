package org.mcpcoordinator.host.builtin.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.ToolFailure;

/**
 * A service that speaks JSON below one address: no redirects, limits of time and size, and nothing it answers may tell
 * the secrets that were sent.
 */
public final class JsonService {
    private final String base;
    private final Map<String, String> headers;
    private final List<String> secrets;
    private final int maxBytes;
    private final Sender sender;
    private final Duration timeout;

    private JsonService(
            String base, Map<String, String> headers, List<String> secrets, Duration timeout, int maxBytes) {
        this.base = base;
        this.headers = Map.copyOf(headers);
        this.secrets = secrets.stream().filter(secret -> !secret.isEmpty()).toList();
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.sender = new Sender(SharedClient::get, Map.of(), timeout, maxBytes);
    }

    /**
     * The service at an address.
     *
     * @param secrets what must never be told, for example the key in a header
     * @param timeout for a whole answer
     * @param maxBytes of an answer; a longer one is a failure
     * @throws BadConfig if the address is none
     */
    public static JsonService at(
            String base, Map<String, String> headers, List<String> secrets, Duration timeout, int maxBytes)
            throws BadConfig {
        Fence.of(base, Path.of("/nonexistent"));
        String plain = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return new JsonService(plain, headers, secrets, timeout, maxBytes);
    }

    /**
     * What was answered.
     *
     * @param json missing if the body is no JSON
     * @param retryAfter the header of that name
     */
    public record Answer(int status, JsonNode json, Optional<String> retryAfter) {
        public Answer {
            Objects.requireNonNull(json);
            Objects.requireNonNull(retryAfter);
        }

        /** Whether it did what was asked. */
        public boolean good() {
            return status / 100 == 2;
        }
    }

    /**
     * Sends one request.
     *
     * @param segments of the path below the base, encoded here
     */
    public Answer send(String method, List<String> segments, Map<String, String> query, @Nullable JsonNode body)
            throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address(segments, query)).timeout(timeout);
        try {
            headers.forEach(request::setHeader);
        } catch (IllegalArgumentException wrong) {
            throw new ToolFailure("A configured key or header cannot be sent: it holds characters no header may hold.");
        }
        request.setHeader("Accept", "application/json");
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.setHeader("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
        }
        HttpResponse<FirstBytes.Read> response = sender.exchange(request.build());
        if (response.body().cut()) {
            throw new ToolFailure("The service answered more than " + maxBytes + " bytes; ask for less at once.");
        }
        if (response.statusCode() / 100 == 3) {
            throw new ToolFailure("The service redirects to another address (" + response.statusCode()
                    + "), which is not followed; correct base.");
        }
        return new Answer(
                response.statusCode(),
                json(response.body().bytes()),
                response.headers().firstValue("Retry-After"));
    }

    /** A text of the service, one line at most 500 long, without our secrets. */
    public String said(String text) {
        String clean = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        for (String secret : secrets) {
            clean = clean.replace(secret, "(secret)");
        }
        return clean.length() > 500 ? clean.substring(0, 500) + "... (cut)" : clean;
    }

    private URI address(List<String> segments, Map<String, String> query) {
        StringBuilder address = new StringBuilder(base);
        for (String segment : segments) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new ToolFailure("A name must not be empty, . or ..");
            }
            address.append('/').append(encoded(segment));
        }
        StringJoiner pairs = new StringJoiner("&", "?", "");
        pairs.setEmptyValue("");
        query.forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(value)));
        return URI.create(address.append(pairs).toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.read(body);
        } catch (IOException noJson) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }
}
