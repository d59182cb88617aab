package org.mcpcoordinator.cli.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Tokens;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * A token for the calls of a drill, revoked at its end: a password would have to be looked up again while the database is
 * away. Whoever may not make tokens calls as who they are.
 */
final class Pass implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pass.class.getName());

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
                            .put("role", "viewer")
                            .put("expiresInDays", 1));
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
            revoke();
        }
    }

    /** A product that did not heal cannot revoke it either, and that is no reason to keep the report back: it ends in a day. */
    private void revoke() {
        try {
            new Tokens(api).revoke(id);
        } catch (Refusal away) {
            LOG.log(System.Logger.Level.DEBUG, "the token of the drill stays for a day", away);
        }
    }
}
