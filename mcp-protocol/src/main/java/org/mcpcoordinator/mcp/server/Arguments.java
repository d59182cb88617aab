package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Fields of an object that has passed its schema: arguments of a tool call, or settings of a server. */
public record Arguments(ObjectNode json) {
    public Arguments {
        Objects.requireNonNull(json);
    }

    /** A required text. */
    public String text(String name) {
        return find(name).orElseThrow(() -> new ToolFailure(name + ": is missing"));
    }

    /** A text, or the usual one. */
    public String text(String name, String usual) {
        return find(name).orElse(usual);
    }

    /** A text, if given. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }

    /** A whole number, or the usual one. */
    public int number(String name, int usual) {
        JsonNode value = json.path(name);
        return value.isNumber() ? value.intValue() : usual;
    }

    /** A truth value, or the usual one. */
    public boolean flag(String name, boolean usual) {
        return json.path(name).asBoolean(usual);
    }

    /** The texts of a list; empty if absent. */
    public List<String> texts(String name) {
        return StreamSupport.stream(json.path(name).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
