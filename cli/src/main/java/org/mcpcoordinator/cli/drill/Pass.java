package org.mcpcoordinator.cli.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * A token for the calls of a drill, revoked at its end: a password would have to be looked up again while the database is
 * away. Whoever may not make tokens calls as who they are.
 */
final class Pass implements AutoCloseable {
    private final Api api;
    private final String id;
    private final String authorization;

    private Pass(Api api, String id, String authorization) {
        this.api = api;
        this.id = id;
        this.authorization = authorization;
    }

    static Pass of(Api api) {
        try {
            JsonNode made = api.post(
                    "tokens",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("name", "drill-" + Instant.now().toEpochMilli())
                            .put("role", "viewer"));
            return new Pass(
                    api,
                    made.path("id").asText(),
                    "Bearer " + made.path("token").asText());
        } catch (Refusal mayNot) {
            return new Pass(api, "", api.authorization());
        }
    }

    /** Value of the header Authorization. */
    String authorization() {
        return authorization;
    }

    @Override
    public void close() {
        if (!id.isEmpty()) {
            api.delete("tokens/" + id);
        }
    }
}
