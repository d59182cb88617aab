package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Servers of the modern era that greet and list their tools, each below a path of one port of loopback. */
final class ToolServers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BACKLOG = 1024;
    private static final int THREADS = 4;

    private final HttpServer http;
    private final ExecutorService threads;
    private final Map<String, URI> addresses = new LinkedHashMap<>();

    private ToolServers(HttpServer http, ExecutorService threads) {
        this.http = http;
        this.threads = threads;
    }

    static ToolServers open(ToolSet set) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "bench-tool-servers");
            thread.setDaemon(true);
            return thread;
        });
        http.setExecutor(threads);
        ToolServers all = new ToolServers(http, threads);
        for (ToolSet.Server server : set.servers()) {
            String path = "/" + server.called();
            http.createContext(path, exchange -> answer(exchange, server));
            all.addresses.put(
                    server.called(),
                    URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path));
        }
        http.start();
        return all;
    }

    /** By what definitions call them. */
    Map<String, URI> addresses() {
        return Map.copyOf(addresses);
    }

    private static void answer(HttpExchange exchange, ToolSet.Server server) throws IOException {
        try (exchange) {
            JsonNode asked = JSON.readTree(exchange.getRequestBody());
            ObjectNode answer = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
            answer.set("id", asked.path("id"));
            answer.set("result", result(asked.path("method").asText(), server));
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static ObjectNode result(String method, ToolSet.Server server) {
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("resultType", "complete")
                .put("ttlMs", 0)
                .put("cacheScope", "private");
        if (method.equals("tools/list")) {
            return result.set("tools", server.tools());
        }
        JsonNode info = server.greeting().path("serverInfo");
        result.put("instructions", server.greeting().path("instructions").asText(""));
        result.putArray("supportedVersions").add("2026-07-28");
        result.putObject("capabilities").putObject("tools");
        if (info.isObject()) {
            result.set("serverInfo", info);
            result.putObject("_meta").set("io.modelcontextprotocol/serverInfo", info);
        }
        return result;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
