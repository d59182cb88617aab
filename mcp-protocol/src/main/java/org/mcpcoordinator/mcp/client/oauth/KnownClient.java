package org.mcpcoordinator.mcp.client.oauth;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client is known by at an authorization server.
 *
 * @param issuer whose it is; null if it becomes that of the first server it is shown to
 */
public record KnownClient(
        String id, ClientProof proof, @Nullable String issuer) {
    public KnownClient {
        Objects.requireNonNull(id);
        Objects.requireNonNull(proof);
    }

    KnownClient of(String owner) {
        return new KnownClient(id, proof, owner);
    }
}
