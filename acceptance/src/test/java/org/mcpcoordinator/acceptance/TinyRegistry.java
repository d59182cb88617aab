package org.mcpcoordinator.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A registry as its published API tells: {@code GET /v0.1/servers} with {@code search} and {@code cursor}, two servers a page. */
final class TinyRegistry implements AutoCloseable {
    private static final Pattern PARAMETER = Pattern.compile("(?:^|&)(\\w+)=([^&]*)");

    private static final List<String> SERVERS = List.of(
            entry(
                    "far",
                    "2.0.0",
                    "Customers and sales, from far away",
                    "\"remotes\":[{\"type\":\"streamable-http\",\"url\":\"https://far.example.org/mcp\","
                            + "\"headers\":[{\"name\":\"X-Api-Key\",\"isRequired\":true,\"isSecret\":true}]}]"),
            entry("printer", "3.0.1", "Prints what it is given", packaged("oci", "ghcr.io/example/printer:3", "3.0.1")),
            entry("shelf", "1.2.0", "Reads a folder", packaged("npm", "@example/shelf", "1.2.0")),
            entry("clock", "0.9.0", "Tells the time", packaged("pypi", "example-clock", "0.9.0")));

    private final HttpServer server;
    private final List<String> questions = new CopyOnWriteArrayList<>();

    private TinyRegistry(HttpServer server) {
        this.server = server;
    }

    static TinyRegistry start() {
        try {
            TinyRegistry registry =
                    new TinyRegistry(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            registry.server.createContext("/v0.1/servers", registry::answer);
            registry.server.start();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What it was asked, one query each. */
    List<String> questions() {
        return List.copyOf(questions);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        questions.add(query);
        String words = parameter(query, "search");
        List<String> found =
                SERVERS.stream().filter(entry -> entry.contains(words)).toList();
        int from = Stream.of(parameter(query, "cursor"))
                .filter(cursor -> !cursor.isEmpty())
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
        int to = Math.min(found.size(), from + 2);
        String answer = "{\"servers\":[" + String.join(",", found.subList(from, to)) + "],\"metadata\":{\"count\":"
                + (to - from) + ",\"nextCursor\":" + (to < found.size() ? "\"" + to + "\"" : "null") + "}}";
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String parameter(String query, String name) {
        Matcher parameter = PARAMETER.matcher(query);
        while (parameter.find()) {
            if (parameter.group(1).equals(name)) {
                return URLDecoder.decode(parameter.group(2), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static String packaged(String type, String identifier, String version) {
        return "\"packages\":[{\"registryType\":\"" + type + "\",\"identifier\":\"" + identifier + "\",\"version\":\""
                + version + "\",\"transport\":{\"type\":\"stdio\"}}]";
    }

    private static String entry(String name, String version, String description, String how) {
        return "{\"server\":{\"name\":\"org.example/" + name + "\",\"description\":\"" + description
                + "\",\"version\":\"" + version + "\"," + how + "},\"_meta\":{"
                + "\"io.modelcontextprotocol.registry/official\":{\"status\":\"active\",\"isLatest\":true}}}";
    }
}
