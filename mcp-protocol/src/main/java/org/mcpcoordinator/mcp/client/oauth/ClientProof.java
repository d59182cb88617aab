package org.mcpcoordinator.mcp.client.oauth;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** By what a client shows an authorization server that it is who it says. */
public sealed interface ClientProof {
    /** By nothing: a public client. */
    record None() implements ClientProof {}

    /**
     * By a secret.
     *
     * @param method {@code client_secret_basic} or {@code client_secret_post}; null for what the server takes
     */
    record Secret(String value, @Nullable String method) implements ClientProof {
        public Secret {
            Objects.requireNonNull(value);
        }

        @Override
        public String toString() {
            return "Secret[method=" + method + "]";
        }
    }

    /**
     * By a key of its own ({@code private_key_jwt}, RFC 7523).
     *
     * @param pem the private key, PKCS #8
     * @param algorithm for example {@code ES256}
     * @param keyId by which the server knows the key, or null
     */
    record PrivateKey(
            String pem, String algorithm, @Nullable String keyId) implements ClientProof {
        public PrivateKey {
            Objects.requireNonNull(pem);
            Objects.requireNonNull(algorithm);
        }

        @Override
        public String toString() {
            return "PrivateKey[algorithm=" + algorithm + ", keyId=" + keyId + "]";
        }
    }
}
