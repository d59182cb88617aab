package org.mcpcoordinator.mcp.client.oauth;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How tokens for a server are had.
 *
 * @param name by which we call ourselves where we register
 * @param grant in whose name
 * @param client what we are known by; null if that is to be found
 * @param document an https address with a document about us (Client ID Metadata Document), or null
 * @param scopes that are always asked for; if empty, what the server names
 * @param rule which addresses may be asked
 */
public record OAuthSettings(
        String name,
        Grant grant,
        @Nullable KnownClient client,
        @Nullable URI document,
        List<String> scopes,
        AddressRule rule) {
    public OAuthSettings {
        Objects.requireNonNull(name);
        Objects.requireNonNull(grant);
        scopes = List.copyOf(scopes);
        Objects.requireNonNull(rule);
    }
}
