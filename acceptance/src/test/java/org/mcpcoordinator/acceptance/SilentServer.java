package org.mcpcoordinator.acceptance;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/** A server that says who it is and answers nothing else; stays healthy all the while. */
final class SilentServer {
    private SilentServer() {}

    /** Begins one on a port of its own. */
    static HttpServer begin(Executor threads) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/mcp", exchange -> {
            byte[] question = exchange.getRequestBody().readAllBytes();
            if (!"server/discover".equals(exchange.getRequestHeaders().getFirst("Mcp-Method"))) {
                return;
            }
            byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":"
                            + RunningProduct.json(new String(question, StandardCharsets.UTF_8))
                                    .path("id")
                            + ",\"result\":{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},"
                            + "\"serverInfo\":{\"name\":\"silent\",\"version\":\"1\"}}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
        return server;
    }
}
