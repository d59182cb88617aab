package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.mcpcoordinator.mcp.Json;

/** A server that speaks HTTP+SSE of 2024-11-05 and nothing else, as the specification has it. */
final class OldSseServer implements AutoCloseable {
    private static final int HUGE = 17 << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    final Map<String, Stream> streams = new ConcurrentHashMap<>();

    /** What it was told, all sessions together. */
    final Queue<JsonNode> told = new ConcurrentLinkedQueue<>();

    /** The header X-Key of each request. */
    final List<String> keys = new CopyOnWriteArrayList<>();

    /** Called with a method that nothing else answers. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    volatile String endpoint = "/message?sessionId=";
    volatile String firstEvent = "endpoint";
    volatile int status = 200;

    /** Of the answer to what it is told. */
    volatile int taken = 202;

    /** Answers to what it is told that never end. */
    final List<Stream> endless = new CopyOnWriteArrayList<>();

    volatile boolean endlessly;

    OldSseServer() throws IOException {
        this(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
    }

    private OldSseServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** The same over TLS. */
    static OldSseServer encrypted(SSLContext secret) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(secret));
        return new OldSseServer(server);
    }

    /** One session. */
    static final class Stream {
        private final OutputStream out;
        private final HttpExchange exchange;

        /** The call that waits for the answer to a question. */
        volatile JsonNode asker = Json.object();

        Stream(HttpExchange exchange) {
            this.exchange = exchange;
            this.out = exchange.getResponseBody();
        }

        synchronized void say(String event, String data) throws IOException {
            out.write(("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void say(String data) throws IOException {
            say("message", data);
        }

        /** As if its process died. */
        void cut() {
            exchange.close();
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/sse");
    }

    /** Where it is over TLS, by that name of this host. */
    URI uri(String name) {
        return URI.create("https://" + name + ":" + server.getAddress().getPort() + "/sse");
    }

    Stream only() {
        return streams.values().iterator().next();
    }

    boolean heard(String method) {
        return told.stream().anyMatch(message -> message.path("method").asText().equals(method));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("X-Key");
        keys.add(key == null ? "" : key);
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        if (exchange.getRequestMethod().equals("GET") && status == 200) {
            open(exchange);
        } else if (exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().equals("/message")) {
            message(exchange);
        } else {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer scope=\"old\"");
            exchange.getResponseHeaders().add("Location", "/message");
            exchange.sendResponseHeaders(status == 200 ? 405 : status, -1);
            exchange.close();
        }
    }

    private void open(HttpExchange exchange) throws IOException {
        String id = UUID.randomUUID().toString();
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        Stream stream = new Stream(exchange);
        streams.put(id, stream);
        stream.say(firstEvent, endpoint + id);
    }

    private void message(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        Stream stream = streams.get(query.substring(query.indexOf('=') + 1));
        JsonNode message = Json.read(exchange.getRequestBody().readAllBytes());
        if (stream == null) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        if (endlessly) {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            Stream answer = new Stream(exchange);
            answer.say("open");
            endless.add(answer);
        } else {
            byte[] accepted = "Accepted".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(taken, accepted.length);
            exchange.getResponseBody().write(accepted);
            exchange.close();
        }
        told.add(message);
        if (taken == 202) {
            take(stream, message);
        }
    }

    private void take(Stream stream, JsonNode message) throws IOException {
        switch (message.path("method").asText()) {
            case "initialize" ->
                answer(
                        stream,
                        message,
                        "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"tools\":{\"listChanged\":true},\"logging\":{}},"
                                + "\"serverInfo\":{\"name\":\"old\",\"version\":\"1\"}}");
            case "ping" -> answer(stream, message, "{}");
            case "tools/call" -> call(stream, message);
            case "" -> answered(stream, message);
            default -> {
                // Notifications.
            }
        }
    }

    private void call(Stream stream, JsonNode call) throws IOException {
        JsonNode arguments = call.path("params").path("arguments");
        switch (call.path("params").path("name").asText()) {
            case "echo" -> text(stream, call, arguments.path("text").asText());
            case "ask" -> {
                stream.asker = call;
                stream.say(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"method\":\"elicitation/create\",\"params\":{\"message\":"
                                + "\"Who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}}}");
            }
            case "work" -> {
                String token =
                        call.path("params").path("_meta").path("progressToken").toString();
                stream.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progress\":1,"
                        + "\"progressToken\":" + token + "}}");
                stream.say(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":\"w\"}}");
                text(stream, call, "worked");
            }
            case "huge" -> stream.say("x".repeat(HUGE));
            case "cut" -> stream.cut();
            default -> {
                // It waits for ever.
            }
        }
    }

    /** The client has said who it is. */
    private static void answered(Stream stream, JsonNode answer) throws IOException {
        if (answer.path("id").asText().equals("q-1")) {
            text(
                    stream,
                    stream.asker,
                    answer.path("result").path("content").path("name").asText("nobody"));
        }
    }

    static void text(Stream stream, JsonNode call, String text) throws IOException {
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        answer(stream, call, result.toString());
    }

    /** On two lines, as nobody forbids. */
    private static void answer(Stream stream, JsonNode request, String result) throws IOException {
        stream.say("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\ndata: \"result\":" + result + "}");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
