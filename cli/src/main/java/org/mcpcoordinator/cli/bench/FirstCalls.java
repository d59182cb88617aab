package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Calls of tools as a client of today makes them: a session, then the call, through the gateway. */
final class FirstCalls {
    private final Target target;
    private final String authorization;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<Double> millis = new ArrayList<>();
    private int bad;

    FirstCalls(Target target, String authorization) {
        this.target = target;
        this.authorization = authorization;
    }

    /** Opens a session, which wakes nobody, and calls; from the call to the end of its answer counts. */
    void call(String server, NpmServer kind) {
        HttpResponse<String> opened = send(
                server,
                Optional.empty(),
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}}");
        Optional<String> session = opened.headers().firstValue("Mcp-Session-Id");
        send(server, session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        long begun = System.nanoTime();
        HttpResponse<String> answer = send(
                server,
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + kind.tool()
                        + "\",\"arguments\":" + kind.arguments() + "}}");
        boolean good = answer.statusCode() == 200
                && answer.body().contains("\"result\"")
                && !answer.body().contains("\"isError\":true");
        if (good) {
            millis.add((System.nanoTime() - begun) / 1e6);
        } else {
            bad++;
            target.printer()
                    .complain(server + " answered " + answer.statusCode() + ": "
                            + answer.body().lines().findFirst().orElse(""));
        }
    }

    private HttpResponse<String> send(String server, Optional<String> session, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.api().base().resolve("/mcp/s/" + server))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-06-18");
        session.ifPresent(id -> request.header("Mcp-Session-Id", id));
        try {
            return http.send(
                    request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            throw Refusal.failed(server + " could not be called", broken);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", told);
        }
    }

    int bad() {
        return bad;
    }

    /** Of those that were good. */
    double millisAt(double percent) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(percent / 100 * sorted.size()) - 1);
    }
}
