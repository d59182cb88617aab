package org.mcpcoordinator.cli.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;

/** Requests of the modern era: headers that repeat the body, arguments among them, and subscriptions that hold. */
final class ModernCalls {
    private static final String LIST = "tools/list";
    private static final String CALL = "tools/call";
    private static final String LISTEN = "subscriptions/listen";
    private static final int HEADER_MISMATCH = -32020;
    private static final int MOST_PAGES = 20;
    private static final int SERVER_ERROR = 500;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 15_000;

    private final Gate gate;
    private final Lips lips;
    private final ParameterHeaders parameters = new ParameterHeaders();

    ModernCalls(Gate gate, Lips lips) {
        this.gate = gate;
        this.lips = lips;
    }

    /** True for a request that is answered when the server stops only. */
    static boolean isEndless(Exchange exchange) {
        return exchange.request().method().equals(LISTEN);
    }

    Exchange.Outcome carry(Exchange exchange) throws InterruptedException {
        if (isEndless(exchange)) {
            return listen(exchange);
        }
        String method = exchange.request().method();
        Exchange.Outcome outcome = exchange.ask(headers(exchange.request()), lips::say);
        if (method.equals(CALL)
                && outcome instanceof Exchange.Outcome.Refused refused
                && refused.body().path("error").path("code").asInt() == HEADER_MISMATCH
                && readTools(exchange.request())) {
            outcome = exchange.ask(headers(exchange.request()), lips::say);
        }
        if (method.equals(LIST) && outcome instanceof Exchange.Outcome.Answered answered) {
            parameters.learn(answered.message().path("result"));
        }
        return outcome;
    }

    /** A subscription outlives a connection: it is opened again under its id until it is ended by one of the two. */
    private Exchange.Outcome listen(Exchange exchange) throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            long since = System.nanoTime();
            Exchange.Outcome outcome = exchange.ask(headers(exchange.request()), lips::say);
            boolean lost = outcome instanceof Exchange.Outcome.Cut
                    || (outcome instanceof Exchange.Outcome.Refused refused && refused.status() >= SERVER_ERROR);
            if (!lost || exchange.isCancelled()) {
                return outcome;
            }
            boolean held = System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(LONGEST_PAUSE_MILLIS);
            pause = held ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            TimeUnit.MILLISECONDS.sleep(pause);
        }
    }

    private Map<String, String> headers(Frame.Request request) {
        JsonNode params = request.params();
        Map<String, String> headers = Exchange.modernHeaders(
                params.path(Meta.FIELD).path(Meta.PROTOCOL_VERSION).asText(""), request.method(), params);
        if (request.method().equals(CALL)) {
            headers.putAll(parameters.of(params.path("name").asText(), params.path("arguments")));
        }
        return headers;
    }

    /** Reads the server's tools for their headers, as the client that made the call would. */
    private boolean readTools(Frame.Request call) throws InterruptedException {
        String cursor = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            ObjectNode params = Json.object();
            params.set(Meta.FIELD, call.params().path(Meta.FIELD));
            if (!cursor.isEmpty()) {
                params.put("cursor", cursor);
            }
            Frame.Request list =
                    new Frame.Request(Json.object().textNode("coordinator-stdio-tools-" + page), LIST, params);
            if (!(new Exchange(gate, list, list.toBytes()).ask(headers(list), message -> {})
                    instanceof Exchange.Outcome.Answered answered)) {
                return false;
            }
            JsonNode result = answered.message().path("result");
            parameters.learn(result);
            cursor = result.path("nextCursor").asText("");
            if (cursor.isEmpty()) {
                return true;
            }
        }
        return true;
    }
}
