package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of one revision, by hand: it says what its revision says and nothing else. One thread at a time. */
final class AnyClient {
    private final TestingGateway testing;
    private final String path;
    private final String revision;
    private final String caller;
    private final boolean elicits;
    private @Nullable String session;
    private int ids = 40;

    /** What it answers when it is asked its name; null for not at all. */
    @Nullable
    String name = "ada";

    /** What it says that it can. */
    String can = "{\"elicitation\":{},\"tasks\":{}}";

    /** What it was asked. */
    final List<JsonNode> questions = new ArrayList<>();

    /** @param server its name, or a path */
    AnyClient(TestingGateway testing, String server, String revision, String caller, boolean elicits) {
        this.testing = testing;
        this.path = server.startsWith("/") ? server : "/mcp/s/" + server;
        this.revision = revision;
        this.caller = caller;
        this.elicits = elicits;
    }

    /**
     * What a request brought.
     *
     * @param heard notifications before the answer
     * @param answer the whole message
     */
    record Talk(int status, List<JsonNode> heard, JsonNode answer) {
        String text() {
            return answer.path("result").path("content").path(0).path("text").asText();
        }

        List<String> methods() {
            return heard.stream().map(one -> one.path("method").asText()).toList();
        }
    }

    boolean isModern() {
        return revision.compareTo("2026-07-28") >= 0;
    }

    @Nullable
    String session() {
        return session;
    }

    /** Says hello as its era does; gives the result. */
    JsonNode connect() throws Exception {
        if (isModern()) {
            return ask("server/discover", params("{}")).answer().path("result");
        }
        ObjectNode params = params("{}").put("protocolVersion", revision);
        params.set("capabilities", capabilities());
        params.putObject("clientInfo").put("name", "any").put("version", "1");
        HttpResponse<InputStream> response = send("initialize", request(7, "initialize", params));
        session = response.headers().firstValue("Mcp-Session-Id").orElse(null);
        JsonNode result = read(response, 7).answer().path("result");
        int told = testing.client
                .send(
                        post(
                                "notifications/initialized",
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (told != 202) {
            throw new AssertionError("initialized was answered with " + told);
        }
        return result;
    }

    static ObjectNode params(String json) {
        try {
            return (ObjectNode) OneEraServer.JSON.readTree(json);
        } catch (IOException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    Talk tool(String tool, String arguments) throws Exception {
        ObjectNode params = params("{}").put("name", tool);
        params.set("arguments", params(arguments));
        return ask("tools/call", params);
    }

    /** Asks, and answers what it is asked meanwhile. */
    Talk ask(String method, ObjectNode params) throws Exception {
        int id = ++ids;
        Talk talk = read(send(method, request(id, method, params)), id);
        JsonNode result = talk.answer().path("result");
        if (isModern() && "input_required".equals(result.path("resultType").asText()) && name != null) {
            ObjectNode again = params.deepCopy();
            again.set("requestState", result.get("requestState"));
            ObjectNode responses = again.putObject("inputResponses");
            result.path("inputRequests").forEach(questions::add);
            result.path("inputRequests").fieldNames().forEachRemaining(key -> responses.set(key, myName()));
            return ask(method, again);
        }
        return talk;
    }

    /** Asks and goes away; the server hears it or it does not. */
    void askAndCancel(String method, ObjectNode params) throws Exception {
        int id = ++ids;
        String body = request(id, method, params);
        HttpRequest request = post(method, body);
        StringBuilder text =
                new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n");
        request.headers().map().forEach((name, values) -> text.append(name + ": " + values.get(0) + "\r\n"));
        try (Socket socket = testing.raw(text + "\r\n" + body)) {
            while (socket.getInputStream().read() != '{') {
                continue;
            }
            if (!isModern()) {
                String cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                        + id + "}}";
                testing.client.send(post("notifications/cancelled", cancel), HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    private JsonNode myName() {
        return params("{\"action\":\"accept\",\"content\":{\"name\":\"" + name + "\"}}");
    }

    private ObjectNode capabilities() {
        return params(elicits ? can : "{}");
    }

    private String request(int id, String method, ObjectNode params) {
        ObjectNode sent = params.deepCopy();
        if (isModern()) {
            ObjectNode meta = sent.withObject("/_meta");
            meta.put("io.modelcontextprotocol/protocolVersion", revision);
            meta.set("io.modelcontextprotocol/clientCapabilities", capabilities());
        }
        ObjectNode message = params("{\"jsonrpc\":\"2.0\"}").put("id", id).put("method", method);
        message.set("params", sent);
        return message.toString();
    }

    private HttpRequest post(String method, String body) throws IOException {
        HttpRequest.Builder request =
                testing.request(path).header("Test-Caller", caller).POST(HttpRequest.BodyPublishers.ofString(body));
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        if (session != null || isModern()) {
            request.header("MCP-Protocol-Version", revision);
        }
        if (isModern()) {
            request.header("Mcp-Method", method);
            JsonNode params = OneEraServer.JSON.readTree(body).path("params");
            JsonNode named = method.equals("resources/read")
                    ? params.path("uri")
                    : params.path(method.startsWith("tasks/") ? "taskId" : "name");
            if (named.isTextual()) {
                request.header("Mcp-Name", named.textValue());
            }
        }
        return request.build();
    }

    private HttpResponse<InputStream> send(String method, String body) throws Exception {
        return testing.client.send(post(method, body), HttpResponse.BodyHandlers.ofInputStream());
    }

    private Talk read(HttpResponse<InputStream> response, int id) throws Exception {
        List<JsonNode> heard = new ArrayList<>();
        boolean stream =
                response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        if (!stream) {
            return new Talk(
                    response.statusCode(),
                    heard,
                    OneEraServer.JSON.readTree(response.body().readAllBytes()));
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("data: {")) {
                    continue;
                }
                JsonNode message = OneEraServer.JSON.readTree(line.substring(6));
                if (message.path("id").asInt(-1) == id && !message.has("method")) {
                    return new Talk(response.statusCode(), heard, message);
                }
                if (message.has("id")) {
                    questions.add(message);
                    ObjectNode answer = params("{\"jsonrpc\":\"2.0\"}");
                    answer.set("id", message.get("id"));
                    ObjectNode name = (ObjectNode) myName();
                    if (message.at("/params/_meta").isObject()) {
                        // That it belongs to a task.
                        name.set("_meta", message.at("/params/_meta"));
                    }
                    answer.set("result", name);
                    testing.client.send(post("answer", answer.toString()), HttpResponse.BodyHandlers.discarding());
                } else {
                    heard.add(message);
                }
            }
        }
        throw new AssertionError("the stream ended without an answer, after " + heard);
    }
}
