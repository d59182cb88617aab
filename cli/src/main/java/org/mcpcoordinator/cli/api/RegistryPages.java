package org.mcpcoordinator.cli.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * Servers of a registry that its user has named, asked from this machine with nothing but the question: {@code
 * GET /v0.1/servers}, page after page, or one document where the address leads to one. Only that host is asked: redirects
 * are not followed. Bounds: 20 s for each page, 2 MiB each, 10 pages, 1,000 servers.
 */
public final class RegistryPages {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LARGEST = 2 << 20;
    private static final int MOST_PAGES = 10;
    private static final int MOST_SERVERS = 1_000;
    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(48).build())
            .build());

    private RegistryPages() {}

    /** What is there, as one JSON text. */
    public static String fetch(String address, @Nullable String search) {
        URI named = named(address);
        String path = String.valueOf(named.getPath());
        boolean registry = path.isEmpty() || path.equals("/") || path.endsWith("/servers");
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        if (!registry) {
            return page(http, named);
        }
        URI base = path.endsWith("/servers") ? named : named.resolve("/v0.1/servers");
        ObjectNode all = JSON.createObjectNode();
        ArrayNode servers = all.putArray("servers");
        all.putObject("metadata");
        String cursor = "";
        for (int page = 0; page < MOST_PAGES && servers.size() < MOST_SERVERS; page++) {
            Query query = new Query(base.toString())
                    .with("limit", 100)
                    .with("version", "latest")
                    .with("search", search)
                    .with("cursor", cursor.isEmpty() ? null : cursor);
            JsonNode answer = tree(page(http, named(query.toString())), base);
            answer.path("servers").forEach(server -> {
                if (servers.size() < MOST_SERVERS) {
                    servers.add(server);
                }
            });
            cursor = answer.path("metadata").path("nextCursor").asText("");
            if (cursor.isEmpty() || cursor.equals("null")) {
                return all.toString();
            }
        }
        throw Refusal.refused(base + " has more than " + servers.size()
                + " servers; --search narrows them, or name one: .../v0.1/servers/NAME/versions/latest");
    }

    private static URI named(String address) {
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException broken) {
            throw Refusal.refused(address + " is no address: " + broken.getMessage());
        }
        throw Refusal.refused(address + " is no address such as https://registry.example.org");
    }

    private static JsonNode tree(String text, URI from) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw Refusal.failed(from + " did not answer JSON: " + broken.getOriginalMessage());
        }
    }

    private static String page(HttpClient http, URI address) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .GET()
                .build();
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() / 100 == 3) {
                    throw Refusal.failed(address + " leads elsewhere, to "
                            + answer.headers().firstValue("Location").orElse("nowhere")
                            + "; name that address if you trust it");
                }
                if (answer.statusCode() != OK) {
                    throw Refusal.failed(address + " answered HTTP " + answer.statusCode());
                }
                byte[] bytes = whole(body);
                if (bytes.length > LARGEST) {
                    throw Refusal.failed(address + " answered more than " + LARGEST + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (IOException broken) {
            throw Refusal.failed("cannot ask " + address, broken);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
    }

    /** A body may come drop by drop; the request's own limit ends with its first byte. */
    private static byte[] whole(InputStream body) throws IOException, InterruptedException {
        CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
            try {
                return body.readNBytes(LARGEST + 1);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        try {
            return read.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException("no whole answer within " + LIMIT.toSeconds() + " s", late);
        } catch (ExecutionException broken) {
            throw new IOException(broken);
        }
    }
}
