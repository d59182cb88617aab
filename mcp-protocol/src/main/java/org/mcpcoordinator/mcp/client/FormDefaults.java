package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.mcpcoordinator.mcp.Json;

/** Takes forms as the server has filled them in: each field has the default that its schema names, the others are left out. */
public final class FormDefaults implements InputSource {
    @Override
    public ObjectNode capabilities() {
        ObjectNode capabilities = Json.object();
        capabilities.putObject("elicitation").putObject("form");
        return capabilities;
    }

    @Override
    public ObjectNode answer(String method, ObjectNode params) throws McpRefusal {
        if (!method.equals("elicitation/create")) {
            throw new McpRefusal("the server asks for " + method + ", and only forms are filled in here");
        }
        if (!params.path("mode").asText("form").equals("form")) {
            return Json.object().put("action", "decline");
        }
        ObjectNode content = filled(params.path("requestedSchema"));
        for (JsonNode required : params.path("requestedSchema").path("required")) {
            if (!content.has(required.asText())) {
                return Json.object().put("action", "decline");
            }
        }
        ObjectNode answer = Json.object().put("action", "accept");
        answer.set("content", content);
        return answer;
    }

    /** A form with all its defaults. */
    public static ObjectNode filled(JsonNode schema) {
        ObjectNode content = Json.object();
        schema.path("properties").properties().forEach(field -> {
            JsonNode value = field.getValue().get("default");
            if (value != null) {
                content.set(field.getKey(), value.deepCopy());
            }
        });
        return content;
    }
}
