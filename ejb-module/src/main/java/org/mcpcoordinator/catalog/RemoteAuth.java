package org.mcpcoordinator.catalog;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How tokens for a remote server are had: OAuth's client credentials, the only grant that needs nobody at a screen.
 *
 * @param clientId by which the authorization server knows us
 * @param clientSecret may hold {@code ${secret:NAME}}; empty for a key
 * @param privateKey PKCS #8, the same; empty for a secret
 * @param algorithm that the key signs with
 * @param kid by which the server knows the key; may be empty
 * @param method by which the secret is shown; empty for what the server takes
 * @param issuer the only one the secret is shown to; empty for the one the server names first
 * @param scopes that are asked for; empty for those the server names
 */
public record RemoteAuth(
        String clientId,
        String clientSecret,
        String privateKey,
        String algorithm,
        String kid,
        String method,
        String issuer,
        List<String> scopes) {
    public RemoteAuth {
        Objects.requireNonNull(clientId);
        Objects.requireNonNull(clientSecret);
        Objects.requireNonNull(privateKey);
        Objects.requireNonNull(algorithm);
        Objects.requireNonNull(kid);
        Objects.requireNonNull(method);
        Objects.requireNonNull(issuer);
        scopes = List.copyOf(scopes);
    }

    /** What may name secrets. */
    Stream<String> texts() {
        return Stream.of(clientSecret, privateKey);
    }
}
