package org.mcpcoordinator.mcp.client.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.client.BoundedBody;

/** Reads and sends small documents; each address passes the rule first, and no redirect is followed. */
final class Documents {
    private static final int LARGEST = 256 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SUCCESS = 2;

    private final HttpClient http;
    private final AddressRule rule;

    Documents(HttpClient http, AddressRule rule) {
        if (http.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("a client that follows redirects would pass by the rule for addresses");
        }
        this.http = http;
        this.rule = Objects.requireNonNull(rule);
    }

    /**
     * What an address answers.
     *
     * @param content empty if it is no JSON object
     */
    record Reply(int status, ObjectNode content) {
        boolean good() {
            return status / 100 == SUCCESS && !content.isEmpty();
        }
    }

    static URI address(String text) throws OAuthFailure {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new OAuthFailure(OAuthFailure.told(text) + " is no address", malformed);
        }
    }

    /** The document at an address, if there is one. */
    Optional<ObjectNode> find(URI address) throws IOException, InterruptedException {
        Reply reply = send(address, HttpRequest.newBuilder().GET(), Map.of());
        return reply.good() ? Optional.of(reply.content()) : Optional.empty();
    }

    Reply post(URI address, ObjectNode content) throws IOException, InterruptedException {
        return send(
                address,
                HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(content))),
                Map.of("Content-Type", "application/json"));
    }

    Reply post(URI address, Map<String, String> form, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder post = HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(encoded(form)));
        headers.forEach(post::setHeader);
        return send(address, post, Map.of("Content-Type", "application/x-www-form-urlencoded"));
    }

    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Reply send(URI address, HttpRequest.Builder request, Map<String, String> headers)
            throws IOException, InterruptedException {
        rule.check(address);
        headers.forEach(request::setHeader);
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(
                request.uri(address)
                        .timeout(PATIENCE)
                        .setHeader("Accept", "application/json")
                        .build(),
                head -> new BoundedBody(LARGEST));
        try {
            HttpResponse<byte[]> response = sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Reply(response.statusCode(), object(response.body()));
        } catch (ExecutionException failed) {
            throw new OAuthFailure(address + " does not answer: " + failed.getCause(), failed);
        } catch (TimeoutException late) {
            throw new OAuthFailure(address + " does not answer within " + PATIENCE.toSeconds() + " s", late);
        } finally {
            sent.cancel(true);
        }
    }

    private static ObjectNode object(byte[] body) {
        try {
            return Json.read(body) instanceof ObjectNode object ? object : Json.object();
        } catch (IOException notJson) {
            return Json.object();
        }
    }
}
