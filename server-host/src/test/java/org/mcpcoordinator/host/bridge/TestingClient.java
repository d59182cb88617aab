package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mcpcoordinator.mcp.Json;

/** A client that shows every message: of either era, with or without a session. */
final class TestingClient {
    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI endpoint;
    private final String secret;
    Optional<String> session = Optional.empty();

    TestingClient(URI endpoint, String secret) {
        this.endpoint = endpoint;
        this.secret = secret;
    }

    /** What came: status, content type, and all messages in order. */
    record Got(int status, String type, List<JsonNode> messages, Optional<String> session) {
        JsonNode last() {
            return messages.get(messages.size() - 1);
        }

        String text() {
            return last().path("result").path("content").path(0).path("text").asText();
        }
    }

    TestingClient initialize(String version, String capabilities) throws Exception {
        Got got = legacy("""
                {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "%s",
                 "capabilities": %s, "clientInfo": {"name": "t", "version": "1"}}}""".formatted(version, capabilities));
        session = got.session();
        return this;
    }

    Got legacy(String body) throws Exception {
        return read(send(post(body)));
    }

    /** A call of a tool with an id and arguments, each as JSON. */
    Got call(String id, String tool, String arguments) throws Exception {
        return legacy(callBody(id, tool, arguments));
    }

    static String callBody(String id, String tool, String arguments) {
        return """
                {"jsonrpc": "2.0", "id": %s, "method": "tools/call", "params": {"name": "%s", "arguments": %s}}""".formatted(id, tool, arguments);
    }

    /** The messages of an answer as they come. */
    Flow flow(String body) throws Exception {
        return new Flow(HTTP.send(post(body).build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    Flow listen() throws Exception {
        HttpRequest.Builder get = base().header("Accept", "text/event-stream").GET();
        return new Flow(HTTP.send(get.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    Got modern(String method, ObjectNode params) throws Exception {
        return read(send(modernPost(7, method, params)));
    }

    Flow modernFlow(int id, String method, ObjectNode params) throws Exception {
        return new Flow(HTTP.send(modernPost(id, method, params).build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    HttpRequest.Builder modernPost(int id, String method, ObjectNode params) {
        ObjectNode meta = params.withObject("/_meta");
        meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
        if (!meta.has("io.modelcontextprotocol/clientCapabilities")) {
            meta.putObject("io.modelcontextprotocol/clientCapabilities");
        }
        ObjectNode body = Json.object().put("jsonrpc", "2.0").put("id", id).put("method", method);
        body.set("params", params);
        HttpRequest.Builder builder = base().header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)));
        if (params.has("name")) {
            builder.header("Mcp-Name", params.get("name").asText());
        }
        return builder;
    }

    HttpRequest.Builder post(String body) {
        return base().header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    HttpRequest.Builder base() {
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + secret);
        session.ifPresent(id -> builder.header("Mcp-Session-Id", id));
        return builder;
    }

    static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    CompletableFuture<Got> sendLater(String body) {
        return HTTP.sendAsync(post(body).build(), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(TestingClient::read);
    }

    static Got read(HttpResponse<byte[]> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        List<JsonNode> messages = new ArrayList<>();
        try {
            if (type.startsWith("text/event-stream")) {
                for (String data : org.mcpcoordinator.mcp.client.Answers.eventData(response.body())) {
                    messages.add(Lines.read(data.getBytes(StandardCharsets.UTF_8)));
                }
            } else if (response.body().length > 0) {
                messages.add(Lines.read(response.body()));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new Got(response.statusCode(), type, messages, response.headers().firstValue("Mcp-Session-Id"));
    }

    /** A stream of events, read as they come by a thread of its own. */
    static final class Flow implements AutoCloseable {
        final int status;
        private final InputStream body;
        private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();

        Flow(HttpResponse<InputStream> response) {
            status = response.statusCode();
            body = response.body();
            Thread reader = new Thread(this::read, "testing-flow");
            reader.setDaemon(true);
            reader.start();
        }

        JsonNode next() throws InterruptedException {
            JsonNode next = messages.poll(30, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no message came");
            }
            return next;
        }

        boolean isEmpty() {
            return messages.isEmpty();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }

        private void read() {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("data: ")) {
                        messages.add(Json.read(line.substring(6)));
                    }
                }
            } catch (IOException closed) {
                messages.add(Json.object().put("closed", true));
            }
        }
    }
}
