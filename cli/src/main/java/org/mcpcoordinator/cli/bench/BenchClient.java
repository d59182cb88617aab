package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Tokens;

/**
 * Who calls through the gateway: a token made for the bench and revoked at its end, because that is what clients send.
 * A token the user named is used as it is.
 */
final class BenchClient implements AutoCloseable {
    private static final String NAME = "bench";
    private static final String BEARER = "Bearer ";

    private final Api api;
    private final String authorization;
    private final String id;

    private BenchClient(Api api, String authorization, String id) {
        this.api = api;
        this.authorization = authorization;
        this.id = id;
    }

    static BenchClient of(Api api) {
        if (api.authorization().startsWith(BEARER)) {
            return new BenchClient(api, api.authorization(), "");
        }
        // One that was killed could not take its token away.
        Tokens tokens = new Tokens(api);
        tokens.named(NAME).ifPresent(tokens::revoke);
        ObjectNode wish =
                JsonNodeFactory.instance.objectNode().put("name", NAME).put("role", "operator");
        JsonNode made = api.post("tokens", wish);
        return new BenchClient(
                api, BEARER + made.path("token").asText(), made.path("id").asText());
    }

    /** The bytes of a call of the modern era to a server. */
    byte[] call(String server, String method, ObjectNode parameters) {
        return Target.call(api.base().resolve("/mcp/s/" + server), authorization, method, parameters);
    }

    /** The bytes of a call of the modern era to the endpoint of the whole fleet. */
    byte[] callWhole(String method, ObjectNode parameters) {
        return Target.call(api.base().resolve("/mcp"), authorization, method, parameters);
    }

    /** The value of its header Authorization. */
    String authorization() {
        return authorization;
    }

    @Override
    public void close() {
        if (!id.isEmpty()) {
            new Tokens(api).revoke(id);
        }
    }
}
