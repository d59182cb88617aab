package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * The product that is measured.
 *
 * @param api its API
 * @param data its data folder on this machine, whose processes are weighed
 * @param printer tells how far the bench is
 */
record Target(Api api, Path data, Printer printer) {
    private static final String MODERN = "2026-07-28";
    private static final int PAGE = 1000;

    static Target of(BenchSetting setting) {
        return new Target(
                setting.api(), setting.folder().root(), setting.shell().printer());
    }

    /** Where its one HTTP port is. */
    InetSocketAddress address() {
        return new InetSocketAddress(api.base().getHost(), api.base().getPort());
    }

    /** All its processes: PostgreSQL, WildFly, agent, servers. */
    Set<Long> processes() {
        return Memory.of(data);
    }

    int healthy() {
        return api.get("fleet").path("states").path("HEALTHY").asInt();
    }

    /** Names of the servers that are HEALTHY now. */
    List<String> healthyServers() {
        List<String> names = new ArrayList<>();
        for (JsonNode item : api.get("servers?state=HEALTHY&size=" + PAGE).path("items")) {
            names.add(item.path("name").asText());
        }
        if (names.isEmpty()) {
            throw Refusal.failed("no server is HEALTHY here; roll some out first (./coordinator up)");
        }
        return names;
    }

    /** The figures as Prometheus scrapes them. */
    String metrics() {
        HttpRequest request = HttpRequest.newBuilder(api.base().resolve("/metrics"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", api.authorization())
                .build();
        try {
            return api.http()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw Refusal.failed("cannot read the metrics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
    }

    /** The bytes of a call of the modern era to any address; without credentials where they are empty. */
    static byte[] call(URI endpoint, String authorization, String method, ObjectNode parameters) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method);
        ObjectNode sent = parameters.deepCopy();
        sent.putObject("_meta")
                .put("io.modelcontextprotocol/protocolVersion", MODERN)
                .putObject("io.modelcontextprotocol/clientCapabilities");
        body.set("params", sent);
        byte[] content = body.toString().getBytes(StandardCharsets.UTF_8);
        String name = parameters.path("name").asText();
        String head = "POST " + endpoint.getRawPath() + " HTTP/1.1\r\nHost: " + endpoint.getAuthority() + "\r\n"
                + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n")
                + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + "MCP-Protocol-Version: " + MODERN + "\r\nMcp-Method: " + method + "\r\n"
                + (name.isEmpty() ? "" : "Mcp-Name: " + name + "\r\n")
                + "Content-Length: " + content.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + content.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }

    /** Looks ten times a second until it holds; gives up after the limit. */
    static void await(String what, long limitSeconds, BooleanSupplier holds) {
        long end = System.nanoTime() + limitSeconds * 1_000_000_000L;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw Refusal.failed("not within " + limitSeconds + " s: " + what);
            }
            pause(100);
        }
    }

    static void pause(long millis) {
        try {
            new java.util.concurrent.CountDownLatch(1).await(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
    }
}
