package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;

/**
 * What a request says about being asked something in its middle (2026-07-28, multi round-trip requests).
 *
 * @param elicits true if whoever asks can show somebody a form
 * @param responses what was answered, by the keys under which it was asked; empty the first time
 * @param state what came with the question, unchanged if the client is honest; empty the first time
 */
public record Replies(boolean elicits, ObjectNode responses, String state) {
    /** Of a request that cannot be asked anything. */
    public static final Replies NONE = new Replies(false, Json.object(), "");

    public Replies {
        Objects.requireNonNull(responses);
        Objects.requireNonNull(state);
    }

    /** As the parameters of a request have it; a client of an older revision is not asked by this way. */
    static Replies of(JsonNode params) {
        JsonNode elicitation =
                params.path(Meta.FIELD).path(Meta.CLIENT_CAPABILITIES).path("elicitation");
        boolean forms = elicitation.isObject() && (elicitation.isEmpty() || elicitation.has("form"));
        return new Replies(
                forms,
                params.path("inputResponses") instanceof ObjectNode given ? given : Json.object(),
                params.path("requestState").asText(""));
    }

    /** True if the one who was asked under that key has agreed. */
    public boolean accepted(String key) {
        return "accept".equals(responses.path(key).path("action").asText());
    }
}
