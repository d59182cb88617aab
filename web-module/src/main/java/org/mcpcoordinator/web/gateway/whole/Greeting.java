package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.Json;

/**
 * What a legacy client tells of itself with {@code initialize}; more than 16 KiB of it is taken for nothing.
 *
 * @param askable capabilities by which servers may ask it something
 * @param clientInfo how it calls itself
 */
public record Greeting(ObjectNode askable, ObjectNode clientInfo) {
    private static final int MOST_TOLD = 16 << 10;

    /** Of a message that has been looked at. */
    public static Greeting of(byte[] body) {
        try {
            JsonNode params = Json.read(body).path("params");
            ObjectNode askable = EraTerms.askable(params.path("capabilities"));
            if (askable.path("roots") instanceof ObjectNode roots
                    && params.at("/capabilities/roots/listChanged").asBoolean()) {
                roots.put("listChanged", true);
            }
            ObjectNode info = params.path("clientInfo") instanceof ObjectNode given ? given : Json.object();
            if (askable.toString().length() + info.toString().length() <= MOST_TOLD) {
                return new Greeting(askable, info);
            }
        } catch (IOException twice) {
            return new Greeting(Json.object(), Json.object());
        }
        return new Greeting(Json.object(), Json.object());
    }
}
