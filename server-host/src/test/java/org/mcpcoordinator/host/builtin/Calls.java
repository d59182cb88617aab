package org.mcpcoordinator.host.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.Outcome;

/** Calls tools of a built server through its protocol, without a socket. */
public final class Calls implements AutoCloseable {
    private final BuiltServer built;

    private Calls(BuiltServer built) {
        this.built = built;
    }

    /** A server of a type as the product builds it. */
    public static Calls of(String type, String config, Path directory) throws BadConfig, IOException {
        return of(new BuiltinTypes(), type, config, directory);
    }

    /** The same, beside others of these types. */
    public static Calls of(BuiltinTypes types, String type, String config, Path directory)
            throws BadConfig, IOException {
        Arguments settings = new Arguments((ObjectNode) Json.read(config));
        return new Calls(types.build(types.find(type).orElseThrow(), new Setup("testing", 0, settings, directory)));
    }

    public Set<String> tools() throws IOException {
        Set<String> names = new TreeSet<>();
        ask("tools/list", Json.object())
                .at("/result/tools")
                .forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    /** The structured content of a call that must succeed. */
    public JsonNode json(String tool, String arguments) throws IOException {
        JsonNode result = call(tool, arguments);
        if (result.path("isError").asBoolean()) {
            throw new AssertionError(result.toString());
        }
        return result.path("structuredContent");
    }

    /** The text of a call that must succeed. */
    public String text(String tool, String arguments) throws IOException {
        JsonNode result = call(tool, arguments);
        if (result.path("isError").asBoolean()) {
            throw new AssertionError(result.toString());
        }
        return result.at("/content/0/text").asText();
    }

    /** What the tool says when it must fail. */
    public String failure(String tool, String arguments) throws IOException {
        JsonNode result = call(tool, arguments);
        if (!result.path("isError").asBoolean()) {
            throw new AssertionError("should have failed: " + result);
        }
        return result.at("/content/0/text").asText();
    }

    public JsonNode call(String tool, String arguments) throws IOException {
        ObjectNode params = Json.object().put("name", tool);
        params.set("arguments", Json.read(arguments));
        return ask("tools/call", params).path("result");
    }

    private JsonNode ask(String method, ObjectNode params) throws IOException {
        ObjectNode body = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        body.set("params", params);
        Map<String, String> headers = Map.of("Content-Type", "application/json", "Accept", "*/*");
        Outcome outcome = built.server().receive(new HttpQuestion("POST", headers::get, Json.bytes(body)));
        HttpAnswer answer = outcome instanceof Outcome.Work work ? work.run() : ((Outcome.Ready) outcome).answer();
        return Json.read(answer.body());
    }

    @Override
    public void close() throws IOException {
        try {
            built.resource().close();
        } catch (Exception failure) {
            throw new IOException(failure);
        }
    }
}
