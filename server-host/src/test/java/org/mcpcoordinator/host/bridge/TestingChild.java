package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mcpcoordinator.mcp.Json;

/**
 * A program that speaks MCP over stdio as strangers write them. Arguments: {@code legacy} or {@code modern}, then habits:
 * {@code stubborn} (does not end with its input), {@code mute} (says nothing to discovery), {@code rude} (refuses to be
 * greeted), {@code lazy} (does not answer who subscribes).
 */
public final class TestingChild {
    private static final PrintStream OUT =
            new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
    private static final List<String> CANCELLED = new ArrayList<>();
    private static boolean modern;
    private static boolean initialized;
    private static JsonNode waitingFor = Json.object();
    private static int initializes;
    private static int calls;
    private static String line = "";
    private static List<String> habits = List.of();
    private static final List<String> UNSUBSCRIBED = new ArrayList<>();

    private TestingChild() {}

    /** How one is started. */
    public static List<String> argv(String... habits) {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TestingChild.class.getName()));
        argv.addAll(List.of(habits));
        return argv;
    }

    public static void main(String[] args) throws Exception {
        habits = List.of(args);
        modern = habits.contains("modern");
        System.err.println("child " + ProcessHandle.current().pid() + " is up");
        Files.writeString(Path.of("environment"), System.getenv().toString());
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String next = in.readLine(); next != null; next = in.readLine()) {
                line = next;
                JsonNode message = Json.read(line);
                if (habits.contains("mute") && message.path("method").asText().equals("server/discover")) {
                    continue;
                }
                take(message);
            }
        }
        if (habits.contains("stubborn")) {
            Thread.sleep(600_000);
        }
    }

    private static void take(JsonNode message) throws Exception {
        JsonNode params = message.path("params");
        JsonNode id = message.path("id");
        switch (message.path("method").asText()) {
            case "server/discover" -> {
                if (modern) {
                    ObjectNode result =
                            Json.object().put("resultType", "complete").put("ttlMs", 0);
                    result.putArray("supportedVersions").add("2026-07-28");
                    result.putObject("capabilities").putObject("tools").put("listChanged", true);
                    result.putObject("_meta")
                            .putObject("io.modelcontextprotocol/serverInfo")
                            .put("name", "child")
                            .put("version", "2");
                    result(id, result);
                } else {
                    error(id, -32601, "method not found");
                }
            }
            case "initialize" -> {
                initializes++;
                ObjectNode result = Json.object().put("protocolVersion", "2025-06-18");
                ObjectNode capabilities = result.putObject("capabilities");
                capabilities.putObject("tools").put("listChanged", true);
                capabilities.putObject("resources").put("subscribe", true);
                capabilities.putObject("logging");
                result.putObject("serverInfo").put("name", "child").put("version", "1");
                result.put("instructions", "be kind");
                if (modern || habits.contains("rude")) {
                    error(id, -32601, "gone");
                } else {
                    result(id, result);
                }
            }
            case "notifications/initialized" -> initialized = true;
            case "notifications/cancelled" ->
                CANCELLED.add(params.path("requestId").asText());
            case "ping" -> result(id, Json.object());
            case "tools/list" -> {
                ObjectNode result = Json.object();
                result.putArray("tools")
                        .addObject()
                        .put("name", "echo")
                        .putObject("inputSchema")
                        .put("type", "object");
                result(id, result);
            }
            case "subscriptions/listen" -> {
                ObjectNode told = Json.object();
                told.putObject("notifications").put("toolsListChanged", true);
                told.putObject("_meta").set("io.modelcontextprotocol/subscriptionId", id);
                notify("notifications/subscriptions/acknowledged", told);
                ObjectNode changed = Json.object();
                changed.putObject("_meta").set("io.modelcontextprotocol/subscriptionId", id);
                waitingFor = changed;
            }
            case "resources/subscribe", "resources/unsubscribe", "logging/setLevel" -> {
                if (message.path("method").asText().equals("resources/unsubscribe")) {
                    UNSUBSCRIBED.add(params.path("uri").asText());
                }
                if (!habits.contains("lazy")) {
                    result(id, Json.object());
                }
            }
            case "tools/call" -> {
                calls++;
                call(message, id, params);
            }
            default -> {
                if (message.has("result") || message.has("error")) {
                    text(
                            waitingFor,
                            "the client said " + message.path("result")
                                    + message.path("error").path("message").asText());
                } else if (message.has("id")) {
                    error(id, -32601, "method not found");
                }
            }
        }
    }

    private static void call(JsonNode message, JsonNode id, JsonNode params) throws Exception {
        JsonNode arguments = params.path("arguments");
        switch (params.path("name").asText()) {
            case "echo" -> text(id, arguments.toString());
            case "seen" -> text(id, message.toString());
            case "initializes" -> text(id, initializes + " " + initialized);
            case "cancelled" -> text(id, CANCELLED.toString());
            case "never" -> {}
            case "calls" -> text(id, String.valueOf(calls));
            case "unsubscribed" -> text(id, UNSUBSCRIBED.toString());
            case "exact" ->
                OUT.println("{\"jsonrpc\": \"2.0\", \"id\": " + id
                        + ", \"result\": {\"n\": 1.10, \"big\": 1e400, \"content\":"
                        + " [{\"type\": \"text\", \"text\": "
                        + Json.text(Json.object().put("line", line))
                                .replaceFirst("^\\{\"line\":", "")
                                .replaceFirst("\\}$", "")
                        + "}]}}");
            case "many" ->
                OUT.println("{\"jsonrpc\": \"2.0\", \"id\": " + id + ", \"result\": {\"content\": ["
                        + "0,".repeat(arguments.path("size").asInt()) + "0]}}");
            case "broken" -> {
                OUT.println("{\"jsonrpc\": \"2.0\"}");
                text(id, "broken");
            }
            case "flood" -> {
                ObjectNode padded = Json.object().put("padding", "x".repeat(1_000));
                for (int i = 0; i < arguments.path("count").asInt(); i++) {
                    notify("notifications/tools/list_changed", padded);
                }
                text(id, "flooded");
            }
            case "finish" -> {
                ObjectNode ended = Json.object().put("resultType", "complete");
                ended.putObject("_meta")
                        .set(
                                "io.modelcontextprotocol/subscriptionId",
                                waitingFor.at("/_meta/io.modelcontextprotocol~1subscriptionId"));
                result(waitingFor.at("/_meta/io.modelcontextprotocol~1subscriptionId"), ended);
                text(id, "finished");
            }
            case "ask-in-vain" -> {
                ask(id, params);
                text(id, "did not wait");
            }
            case "progress" -> {
                for (int step = 1; step <= 3; step++) {
                    ObjectNode told = Json.object().put("progress", step).put("total", 3);
                    told.set("progressToken", params.path("_meta").path("progressToken"));
                    notify("notifications/progress", told);
                }
                text(id, "done");
            }
            case "log" -> {
                notify(
                        "notifications/message",
                        Json.object().put("level", "debug").put("data", "small"));
                notify(
                        "notifications/message",
                        Json.object().put("level", "error").put("data", "large"));
                text(id, "logged");
            }
            case "noise" -> {
                OUT.println("this is no JSON");
                OUT.println("{\"neither\": \"is this\"}");
                OUT.println("[1, 2]");
                OUT.println();
                OUT.write(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
                text(id, "after the noise");
            }
            case "huge" -> {
                ObjectNode result = Json.object();
                result.putArray("content")
                        .addObject()
                        .put("type", "text")
                        .put("text", "x".repeat(arguments.path("size").asInt()));
                result(id, result);
            }
            case "half" -> {
                OUT.print("{\"jsonrpc\": \"2.0\", \"id\": ");
                OUT.flush();
                System.exit(3);
            }
            case "crash" -> Runtime.getRuntime().halt(9);
            case "deaf" -> {
                OUT.close();
                Thread.sleep(600_000);
            }
            case "change" -> {
                notify(
                        "notifications/tools/list_changed",
                        modern && waitingFor instanceof ObjectNode told ? told : Json.object());
                text(id, "changed");
            }
            case "update" -> {
                notify(
                        "notifications/resources/updated",
                        Json.object().put("uri", arguments.path("uri").asText()));
                text(id, "updated");
            }
            case "ask" -> ask(id, params);
            default -> error(id, -32602, "no such tool");
        }
    }

    private static void ask(JsonNode id, JsonNode params) throws IOException {
        if (!modern) {
            waitingFor = id;
            ObjectNode question =
                    Json.object().put("jsonrpc", "2.0").put("id", "q-1").put("method", "elicitation/create");
            question.putObject("params").put("message", "who are you?").putObject("requestedSchema");
            OUT.println(Json.text(question));
        } else if (params.has("inputResponses")) {
            text(
                    id,
                    "answered " + params.path("inputResponses").path("who") + " in "
                            + params.path("requestState").asText());
        } else {
            ObjectNode result =
                    Json.object().put("resultType", "input_required").put("requestState", "state-1");
            result.putObject("inputRequests")
                    .putObject("who")
                    .put("method", "elicitation/create")
                    .putObject("params")
                    .put("message", "who are you?");
            result(id, result);
        }
    }

    private static void text(JsonNode id, String text) {
        ObjectNode result = Json.object();
        if (modern) {
            result.put("resultType", "complete");
        }
        result.putArray("content").addObject().put("type", "text").put("text", text);
        result(id, result);
    }

    private static void result(JsonNode id, ObjectNode result) {
        ObjectNode message = Json.object().put("jsonrpc", "2.0");
        message.set("id", id);
        message.set("result", result);
        OUT.println(Json.text(message));
    }

    private static void error(JsonNode id, int code, String text) {
        ObjectNode message = Json.object().put("jsonrpc", "2.0");
        message.set("id", id);
        message.putObject("error").put("code", code).put("message", text);
        OUT.println(Json.text(message));
    }

    private static void notify(String method, ObjectNode params) {
        ObjectNode message = Json.object().put("jsonrpc", "2.0").put("method", method);
        message.set("params", params);
        OUT.println(Json.text(message));
    }
}
