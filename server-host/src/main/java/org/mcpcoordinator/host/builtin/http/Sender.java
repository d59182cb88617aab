package org.mcpcoordinator.host.builtin.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Sends one request and reads its answer, both within limits of time and size. */
final class Sender {
    private static final int MOST_REDIRECTS = 5;
    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([A-Za-z0-9_.:-]{1,40})");

    private final Supplier<HttpClient> http;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final int maxBytes;

    Sender(Supplier<HttpClient> http, Map<String, String> headers, Duration timeout, int maxBytes) {
        this.http = http;
        this.headers = Map.copyOf(headers);
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    ToolResult send(Fence.Ground base, URI address, String method, @Nullable String body) throws InterruptedException {
        URI target = address;
        String verb = method;
        String sent = body;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<FirstBytes.Read> response = exchange(request(base, target, verb, sent));
            String location = response.headers().firstValue("Location").orElse("");
            if (response.statusCode() / 100 != 3 || location.isEmpty()) {
                return result(target, response);
            }
            target = base.redirected(target, location);
            if (response.statusCode() == 303 || (!"GET".equals(verb) && response.statusCode() < 303)) {
                verb = "HEAD".equals(verb) ? "HEAD" : "GET";
                sent = null;
            }
        }
        throw new ToolFailure("The service redirected more than " + MOST_REDIRECTS + " times.");
    }

    private HttpRequest request(Fence.Ground base, URI target, String method, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(timeout);
        try {
            headers.forEach(request::setHeader);
            base.headers().forEach(request::setHeader);
        } catch (IllegalArgumentException wrong) {
            throw new ToolFailure("A configured header cannot be sent: " + wrong.getMessage(), wrong);
        }
        if (body == null) {
            return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
        }
        return request.setHeader("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** The client's own timeout ends with the headers; this one holds for the whole answer. */
    HttpResponse<FirstBytes.Read> exchange(HttpRequest request) throws InterruptedException {
        CompletableFuture<HttpResponse<FirstBytes.Read>> coming =
                http.get().sendAsync(request, unused -> new FirstBytes(maxBytes));
        try {
            return coming.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new ToolFailure("The service did not answer within " + timeout.toMillis() + " ms.", late);
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new ToolFailure(
                    cause instanceof java.net.http.HttpTimeoutException
                            ? "The service did not answer within " + timeout.toMillis() + " ms."
                            : "The service cannot be reached: "
                                    + cause.getClass().getSimpleName()
                                    + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")"),
                    failure);
        } finally {
            coming.cancel(true);
        }
    }

    private static ToolResult result(URI target, HttpResponse<FirstBytes.Read> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        ObjectNode result = Json.object().put("status", response.statusCode());
        result.put("address", target.getRawPath()).put("contentType", type);
        result.put("body", new String(response.body().bytes(), charset(type)));
        result.put("cut", response.body().cut());
        ToolResult told = ToolResult.json(result);
        return new ToolResult(told.text(), told.structured(), response.statusCode() >= 400);
    }

    private static Charset charset(String contentType) {
        Matcher matcher = CHARSET.matcher(contentType);
        try {
            return matcher.find() ? Charset.forName(matcher.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
