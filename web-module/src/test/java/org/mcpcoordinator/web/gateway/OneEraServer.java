package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server of one era, as strict as that era allows: the legacy one serves nothing without its session, the modern one
 * nothing without its headers. Its tools: {@code echo}, {@code steps} (progress and logs), {@code ask} (elicitation),
 * {@code wait} (until it is cancelled), {@code region} (an argument repeated in a header).
 */
final class OneEraServer {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpString SESSION = new HttpString("Mcp-Session-Id");

    /** True if it lists a tool {@code slow} whose calls become tasks; it can be called in any case. */
    volatile boolean offersTasks;

    /** What was asked, in order: methods, and DELETE. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** Requests that were cancelled, by whichever means the era has. */
    final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();

    /** What whoever has listened longest is told next: {@code tools/list_changed}, or {@code end}. */
    final LinkedTransferQueue<String> news = new LinkedTransferQueue<>();

    /** What modern listeners asked to hear of. */
    final List<JsonNode> wanted = new CopyOnWriteArrayList<>();

    /** How the ids of its tasks begin; another copy needs another name. */
    volatile String named = "t-";

    /** What it was answered by the clients of tasks that had asked their names; which task that was said to be of. */
    final Map<String, String> answered = new ConcurrentHashMap<>();

    /** How tasks stand, by their ids; the first is {@code t-1}. One that is {@code input_required} asks a name, then it is done. */
    final Map<String, String> tasks = new ConcurrentHashMap<>();

    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Set<String> led = ConcurrentHashMap.newKeySet();
    final Set<String> sessions = ConcurrentHashMap.newKeySet();
    final Map<String, JsonNode> capabilities = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<JsonNode>> answers = new ConcurrentHashMap<>();
    private final boolean modern;
    private volatile int opened;
    private volatile boolean stopped;

    OneEraServer(boolean modern) {
        this.modern = modern;
    }

    void handle(HttpServerExchange exchange) throws Exception {
        String method = exchange.getRequestMethod().toString();
        if (modern && !method.equals("POST")) {
            exchange.setStatusCode(405);
            return;
        }
        String session = exchange.getRequestHeaders().getFirst(SESSION);
        if (method.equals("DELETE")) {
            asked.add("DELETE");
            sessions.remove(session);
            return;
        }
        if (method.equals("GET")) {
            asked.add("GET");
            exchange.setStatusCode(sessions.contains(session) ? 200 : 400);
            stream(exchange);
            tell(exchange, "");
            return;
        }
        JsonNode message = JSON.readTree(exchange.getInputStream().readAllBytes());
        asked.add(message.path("method").asText("answer"));
        if (modern) {
            modern(exchange, message);
        } else {
            legacy(exchange, message, session);
        }
    }

    /** Tells the news until there is "end". */
    private void tell(HttpServerExchange exchange, String meta) throws Exception {
        for (String one = news.take(); !one.equals("end"); one = news.take()) {
            String[] words = one.split(" ", 2);
            if (words[0].startsWith("tasks")) {
                String told = (meta.isEmpty() ? "" : "," + meta) + ",\"result\":{}}";
                event(
                        exchange,
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/" + words[0] + "\",\"params\":"
                                + task(words[1]).replace("}", told) + "}");
                continue;
            }
            String uri = words.length < 2 ? "" : (meta.isEmpty() ? "" : ",") + "\"uri\":\"" + words[1] + "\"";
            event(
                    exchange,
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/" + words[0] + "\",\"params\":{" + meta + uri
                            + "}}");
        }
    }

    /** Ends all streams that modern listeners have but the newest: the gateway listens to that one only. */
    void endAllButTheNewest() throws Exception {
        TestingGateway.until(() -> news.getWaitingConsumerCount() == wanted.size());
        for (int i = 1; i < wanted.size(); i++) {
            news.add("end");
        }
    }

    private void legacy(HttpServerExchange exchange, JsonNode message, String session) throws Exception {
        String method = message.path("method").asText("");
        if (exchange.getRequestHeaders().getFirst("MCP-Protocol-Version") != null
                && exchange.getRequestHeaders().getFirst("MCP-Protocol-Version").compareTo("2026") >= 0) {
            send(exchange, 400, error(message, -32000, "unsupported protocol version"));
        } else if (method.equals("initialize")) {
            // Those of another copy are other ones.
            String id = "session-" + named.replace("t-", "") + ++opened;
            sessions.add(id);
            capabilities.put(id, message.path("params").path("capabilities"));
            exchange.getResponseHeaders().put(SESSION, id);
            send(exchange, 200, result(message, """
                    {"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true},"logging":{},
                       "tasks":{"list":{},"cancel":{},"requests":{"tools":{"call":{}}}},
                       "resources":{"subscribe":true}},
                     "serverInfo":{"name":"old","version":"1"},"instructions":"be kind"}"""));
        } else if (session == null || !sessions.contains(session)) {
            send(exchange, 400, error(message, -32000, "no valid session"));
        } else if (method.equals("notifications/cancelled")) {
            cancelled.add(message.path("params").path("requestId").asText());
            stopped = true;
            exchange.setStatusCode(202);
        } else if (method.isEmpty()) {
            answers.computeIfAbsent(message.path("id").asText(), fresh -> new LinkedBlockingQueue<>())
                    .add(message);
            exchange.setStatusCode(202);
        } else if (message.path("id").isMissingNode()) {
            exchange.setStatusCode(202);
        } else {
            answer(exchange, message, session);
        }
    }

    private void modern(HttpServerExchange exchange, JsonNode message) throws Exception {
        String method = message.path("method").asText("");
        JsonNode params = message.path("params");
        JsonNode meta = params.path("_meta");
        String name = exchange.getRequestHeaders().getFirst("Mcp-Name");
        boolean whole = "2026-07-28".equals(exchange.getRequestHeaders().getFirst("MCP-Protocol-Version"))
                && "2026-07-28"
                        .equals(meta.path("io.modelcontextprotocol/protocolVersion")
                                .asText())
                && meta.path("io.modelcontextprotocol/clientCapabilities").isObject()
                && method.equals(exchange.getRequestHeaders().getFirst("Mcp-Method"))
                && (!method.equals("tools/call") || params.path("name").asText().equals(name));
        if (!whole) {
            send(exchange, 400, error(message, -32020, "headers and body differ"));
        } else if (method.equals("server/discover")) {
            send(exchange, 200, result(message, """
                    {"supportedVersions":["2026-07-28"],"capabilities":{"tools":{},"logging":{},
                       "extensions":{"io.modelcontextprotocol/tasks":{}}},
                     "instructions":"be kind","resultType":"complete","ttlMs":5,"cacheScope":"public",
                     "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"new","version":"1"}}}"""));
        } else {
            answer(exchange, message, "");
        }
    }

    private void answer(HttpServerExchange exchange, JsonNode message, String session) throws Exception {
        String method = message.path("method").asText();
        JsonNode params = message.path("params");
        if (method.equals("subscriptions/listen")) {
            wanted.add(params.path("notifications"));
            String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + message.path("id") + "}";
            stream(exchange);
            event(
                    exchange,
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{"
                            + "\"notifications\":" + params.path("notifications") + "," + meta + "}}");
            tell(exchange, meta);
        } else if (method.equals("resources/subscribe")) {
            send(exchange, 200, result(message, "{}"));
        } else if (method.equals("tools/list")) {
            String slow = offersTasks
                    ? "{\"name\":\"slow\",\"inputSchema\":{\"type\":\"object\"}"
                            + (modern ? "}," : ",\"execution\":{\"taskSupport\":\"required\"}},")
                    : "";
            String kind = modern ? ",\"resultType\":\"complete\",\"ttlMs\":1000,\"cacheScope\":\"public\"" : "";
            send(exchange, 200, result(message, """
                    {"tools":[{"name":"echo","inputSchema":{"type":"object"}},%s
                      {"name":"region","inputSchema":{"type":"object","properties":
                        {"where":{"type":"string","x-mcp-header":"Where"}}}}]%s}""".formatted(slow, kind)));
        } else if (method.equals("tools/call")) {
            call(exchange, message, params, session);
        } else if (method.equals("logging/setLevel")) {
            send(exchange, 200, result(message, "{}"));
        } else if (method.startsWith("tasks/")) {
            ofTask(exchange, message, method, params.path("taskId").asText());
        } else if (method.equals("resources/read")) {
            send(exchange, 200, error(message, modern ? -32602 : -32002, "no such resource"));
        } else {
            send(exchange, modern ? 404 : 200, error(message, -32601, "no such method"));
        }
    }

    private void ofTask(HttpServerExchange exchange, JsonNode message, String method, String id) throws Exception {
        String status = tasks.get(id);
        if (status == null) {
            send(exchange, 200, error(message, -32602, "no such task"));
            return;
        }
        String complete = modern ? "\"resultType\":\"complete\"," : "";
        if (status.equals("input_required") && asks(exchange, message, method, id)) {
            return;
        }
        switch (method) {
            case "tasks/get" -> {
                String done = modern && status.equals("completed") ? ",\"result\":" + come(id) + "}" : "}";
                send(
                        exchange,
                        200,
                        result(message, "{" + complete + task(id).substring(1).replace("}", done)));
            }
            case "tasks/cancel" -> {
                tasks.put(id, "cancelled");
                send(exchange, 200, result(message, modern ? "{\"resultType\":\"complete\"}" : task(id)));
            }
            case "tasks/result" ->
                send(
                        exchange,
                        200,
                        status.equals("failed") ? error(message, -32603, "it broke") : result(message, come(id)));
            default -> send(exchange, modern ? 404 : 200, error(message, -32601, "no such method"));
        }
    }

    private String come(String id) {
        return text(names.containsKey(id) ? "hello " + names.get(id) : "done");
    }

    private void named(String id, JsonNode answer) {
        names.put(id, answer.path("content").path("name").asText());
        answered.put(
                id,
                answer.at("/_meta/io.modelcontextprotocol~1related-task/taskId").asText());
        tasks.put(id, "completed");
    }

    /** What a task does that wants to know a name; false if that is asked for in another way. */
    private boolean asks(HttpServerExchange exchange, JsonNode message, String method, String id) throws Exception {
        String question = "\"method\":\"elicitation/create\",\"params\":{\"message\":\"who?\","
                + "\"requestedSchema\":{\"type\":\"object\"}";
        if (modern && method.equals("tasks/get")) {
            boolean can = message.at("/params/_meta/io.modelcontextprotocol~1clientCapabilities")
                    .has("elicitation");
            String asked = ",\"inputRequests\":{\"name\":{" + question + "}}}}";
            String task =
                    "{\"resultType\":\"complete\"," + task(id).substring(1).replace("}", asked);
            send(exchange, 200, can ? result(message, task) : error(message, -32021, "who could be asked?"));
        } else if (modern && method.equals("tasks/update")) {
            named(id, message.at("/params/inputResponses/name"));
            send(exchange, 200, result(message, "{\"resultType\":\"complete\"}"));
        } else if (!modern && method.equals("tasks/result")) {
            stream(exchange);
            String number = "ask-" + id;
            String related = ",\"_meta\":{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"" + id + "\"}}}";
            event(exchange, "{\"jsonrpc\":\"2.0\",\"id\":\"" + number + "\"," + question + related + "}");
            JsonNode answer = answers.computeIfAbsent(number, fresh -> new LinkedBlockingQueue<>())
                    .poll(8, TimeUnit.SECONDS);
            if (answer != null) {
                named(id, answer.path("result"));
            }
            event(exchange, answer == null ? error(message, -32603, "nobody answered") : result(message, come(id)));
        } else {
            return false;
        }
        return true;
    }

    private String task(String id) {
        String times = modern ? "\"ttlMs\":60000,\"pollIntervalMs\":20" : "\"ttl\":60000,\"pollInterval\":20";
        return "{\"taskId\":\"" + id + "\",\"status\":\"" + tasks.get(id)
                + "\",\"createdAt\":\"2026-08-01T00:00:00Z\",\"lastUpdatedAt\":\"2026-08-01T00:00:00Z\"," + times + "}";
    }

    /** A tool that takes long: a task for whoever knows what that is. */
    private void slow(HttpServerExchange exchange, JsonNode message, JsonNode params) throws IOException {
        boolean asked = modern
                ? params.at("/_meta/io.modelcontextprotocol~1clientCapabilities/extensions")
                        .has("io.modelcontextprotocol/tasks")
                : params.has("task");
        if (modern && params.has("task")) {
            send(exchange, 200, error(message, -32602, "task is no word of this revision"));
        } else if (modern
                && params.at("/arguments/first").asBoolean()
                && !params.path("inputResponses").has("name")) {
            askModern(exchange, message, params);
        } else if (asked) {
            String id = named + (tasks.size() + 1);
            tasks.put(id, "working");
            String task = task(id);
            String made = modern ? "{\"resultType\":\"task\"," + task.substring(1) : "{\"task\":" + task + "}";
            send(exchange, 200, result(message, made));
        } else if (modern) {
            send(exchange, 200, result(message, text("at once")));
        } else {
            send(exchange, 200, error(message, -32601, "slow has to be a task"));
        }
    }

    private void call(HttpServerExchange exchange, JsonNode message, JsonNode params, String session) throws Exception {
        switch (params.path("name").asText()) {
            case "echo" ->
                send(
                        exchange,
                        200,
                        result(
                                message,
                                text(params.path("arguments").path("text").asText())));
            case "region" -> {
                String where = exchange.getRequestHeaders().getFirst("Mcp-Param-Where");
                if (modern && !params.path("arguments").path("where").asText().equals(where)) {
                    send(exchange, 400, error(message, -32020, "header Mcp-Param-Where is missing"));
                } else {
                    send(exchange, 200, result(message, text("there")));
                }
            }
            case "steps" -> {
                stream(exchange);
                for (int i = 1; i <= 3; i++) {
                    JsonNode token = params.path("_meta").path("progressToken");
                    event(
                            exchange,
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{"
                                    + "\"progressToken\":" + token + ",\"progress\":" + i + "}}");
                    if (!modern || params.path("_meta").has("io.modelcontextprotocol/logLevel")) {
                        event(
                                exchange,
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{"
                                        + "\"level\":\"info\",\"data\":\"step " + i + "\"}}");
                    }
                }
                event(exchange, result(message, text("done")));
            }
            case "ask" -> {
                if (modern) {
                    askModern(exchange, message, params);
                } else {
                    askLegacy(exchange, message, session);
                }
            }
            case "wait" -> {
                stream(exchange);
                event(
                        exchange,
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{" + "\"progressToken\":"
                                + params.path("_meta").path("progressToken") + ",\"progress\":1}}");
                try {
                    for (int i = 0; i < 400; i++) {
                        if (stopped) {
                            return;
                        }
                        exchange.getOutputStream().write(": here\n\n".getBytes(StandardCharsets.UTF_8));
                        exchange.getOutputStream().flush();
                        TimeUnit.MILLISECONDS.sleep(25);
                    }
                } catch (IOException gone) {
                    if (modern) {
                        cancelled.add("connection");
                    }
                    throw gone;
                }
            }
            case "address" -> address(exchange, message, params);
            case "slow" -> slow(exchange, message, params);
            case "bad" ->
                send(
                        exchange,
                        200,
                        result(
                                message,
                                "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no\"}]"
                                        + (modern ? ",\"resultType\":\"complete\"" : "") + "}"));
            default -> send(exchange, 200, error(message, -32602, "unknown tool"));
        }
    }

    /** Wants its client to open an address before it does anything. */
    private void address(HttpServerExchange exchange, JsonNode message, JsonNode params) throws IOException {
        boolean been = modern ? params.path("inputResponses").has("go") : !led.add("led");
        String question = "\"mode\":\"url\",\"message\":\"go there\",\"url\":\"https://example.org/\"";
        if (been) {
            send(exchange, 200, result(message, text("been there")));
        } else if (modern) {
            send(
                    exchange,
                    200,
                    result(
                            message,
                            "{\"resultType\":\"input_required\",\"inputRequests\":{\"go\":"
                                    + "{\"method\":\"elicitation/create\",\"params\":{" + question + "}}}}"));
        } else {
            String data = "{\"elicitations\":[{\"elicitationId\":\"e-1\"," + question + "}]}";
            send(exchange, 200, error(message, -32042, "first go there").replace("}}", ",\"data\":" + data + "}}"));
        }
    }

    private void askModern(HttpServerExchange exchange, JsonNode message, JsonNode params) throws IOException {
        JsonNode declared = params.path("_meta").path("io.modelcontextprotocol/clientCapabilities");
        JsonNode given = params.path("inputResponses").path("name");
        if (!declared.has("elicitation")) {
            send(exchange, 400, error(message, -32021, "this tool needs elicitation"));
        } else if (given.isMissingNode()) {
            send(exchange, 200, result(message, """
                    {"resultType":"input_required","requestState":"state-1","inputRequests":{"name":
                      {"method":"elicitation/create","params":{"message":"who?","requestedSchema":{"type":"object"}}}}}"""));
        } else if (!params.path("requestState").asText().equals("state-1")) {
            send(exchange, 200, error(message, -32602, "wrong state"));
        } else {
            send(
                    exchange,
                    200,
                    result(
                            message,
                            text("hello " + given.path("content").path("name").asText())));
        }
    }

    private void askLegacy(HttpServerExchange exchange, JsonNode message, String session) throws Exception {
        if (!capabilities.get(session).has("elicitation")) {
            send(exchange, 200, result(message, text("hello nobody")));
            return;
        }
        stream(exchange);
        String id = "ask-" + message.path("id").asText();
        event(
                exchange,
                "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"elicitation/create\",\"params\":"
                        + "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\"}}}");
        JsonNode answer = answers.computeIfAbsent(id, fresh -> new LinkedBlockingQueue<>())
                .poll(8, TimeUnit.SECONDS);
        event(
                exchange,
                answer == null
                        ? error(message, -32603, "nobody answered")
                        : result(
                                message,
                                text("hello "
                                        + answer.path("result")
                                                .path("content")
                                                .path("name")
                                                .asText())));
    }

    private String text(String text) {
        ObjectNode result = JSON.createObjectNode();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        if (modern) {
            result.put("resultType", "complete");
        }
        return result.toString();
    }

    private static String result(JsonNode message, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + result.replace("\n", " ") + "}";
    }

    private static String error(JsonNode message, int code, String text) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"error\":{\"code\":" + code + ",\"message\":\""
                + text + "\"}}";
    }

    private static void stream(HttpServerExchange exchange) throws IOException {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
        exchange.getOutputStream().write("id: 0\ndata: \n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getOutputStream().flush();
    }

    private static void event(HttpServerExchange exchange, String json) throws IOException {
        OutputStream out = exchange.getOutputStream();
        out.write(("event: message\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void send(HttpServerExchange exchange, int status, String json) throws IOException {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    }
}
