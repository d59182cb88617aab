package org.mcpcoordinator.cli.drill;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.terminal.Pause;

/** Calls servers through the gateway, in turn and all the time, and notes how each call went. */
final class Callers {
    private static final Duration BETWEEN = Duration.ofMillis(40);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String DISCOVER = """
            {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{
             "io.modelcontextprotocol/protocolVersion":"2026-07-28",
             "io.modelcontextprotocol/clientInfo":{"name":"drill","version":"1"},
             "io.modelcontextprotocol/clientCapabilities":{}}}}""";

    private final Api api;
    private final String authorization;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** One call: when it began, in nanoseconds of this JVM's clock, and whether an answer of the server came. */
    record Call(String server, long at, boolean good) {}

    Callers(Api api, String authorization) {
        this.api = api;
        this.authorization = authorization;
    }

    /** Begins to call these servers, one after the other, about 25 calls a second. */
    void begin(List<String> servers) {
        if (servers.isEmpty()) {
            return;
        }
        Thread thread = new Thread(() -> callInTurn(servers), "drill-calls");
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void callInTurn(List<String> servers) {
        for (int turn = 0; !over; turn++) {
            String server = servers.get(turn % servers.size());
            long at = System.nanoTime();
            calls.add(new Call(server, at, answered(server)));
            Pause.of(BETWEEN);
        }
    }

    /** Legacy servers refuse the question in words of MCP, which is an answer of theirs too. */
    private boolean answered(String server) {
        HttpRequest request = HttpRequest.newBuilder(api.base().resolve("/mcp/s/" + Query.escape(server)))
                .timeout(LIMIT)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "server/discover")
                .POST(HttpRequest.BodyPublishers.ofString(DISCOVER))
                .build();
        try {
            return api.http()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    < 500;
        } catch (IOException broken) {
            return false;
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What was called so far. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Calls no more; returns when the last call is over. */
    void end() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join(LIMIT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
