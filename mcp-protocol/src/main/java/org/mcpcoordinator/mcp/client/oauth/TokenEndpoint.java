package org.mcpcoordinator.mcp.client.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks an authorization server for tokens, in the way of showing who asks that it takes. */
final class TokenEndpoint {
    private static final long LONGEST_LIFE = 365L * 24 * 3600;

    private final Documents documents;
    private final Clock clock;

    TokenEndpoint(Documents documents, Clock clock) {
        this.documents = documents;
        this.clock = clock;
    }

    /**
     * Asks.
     *
     * @param grant the request's own fields
     * @param scopes that are asked for
     */
    Token ask(Issuer issuer, KnownClient client, Map<String, String> grant, List<String> scopes)
            throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>(grant);
        Map<String, String> headers = show(issuer, client, form);
        Instant asked = clock.instant();
        Documents.Reply reply = documents.post(issuer.address("token_endpoint"), form, headers);
        ObjectNode content = reply.content();
        String access = content.path("access_token").asText("");
        if (!reply.good() || access.isEmpty()) {
            throw refused(issuer, reply);
        }
        String type = content.path("token_type").asText("");
        if (!type.equalsIgnoreCase("Bearer") || !access.matches("[\\x21-\\x7E]+")) {
            throw new OAuthFailure("the authorization server " + OAuthFailure.told(issuer.id())
                    + " gave a token of the kind " + OAuthFailure.told(type) + ", which cannot be shown here");
        }
        long life = content.path("expires_in").asLong(-1);
        String refresh = content.path("refresh_token").asText("");
        return new Token(
                access,
                issuer.id(),
                refresh.isEmpty() ? null : refresh,
                asked,
                life < 0 ? null : asked.plusSeconds(Math.min(life, LONGEST_LIFE)),
                scopes);
    }

    private static OAuthFailure refused(Issuer issuer, Documents.Reply reply) {
        String error = reply.content().path("error").asText("no token in its answer");
        String more = reply.content().path("error_description").asText("");
        return new OAuthFailure("the authorization server " + OAuthFailure.told(issuer.id()) + " gives no token: "
                + OAuthFailure.told(more.isEmpty() ? error : error + ", " + more) + " (HTTP " + reply.status() + ")");
    }

    private static Map<String, String> show(Issuer issuer, KnownClient client, Map<String, String> form)
            throws OAuthFailure {
        if (client.proof() instanceof ClientProof.PrivateKey key) {
            form.put("client_id", client.id());
            form.put("client_assertion_type", Assertion.TYPE);
            form.put("client_assertion", Assertion.of(client.id(), key, issuer.id()));
            return Map.of();
        }
        if (client.proof() instanceof ClientProof.Secret secret) {
            String method = method(issuer, secret.method());
            if (method.equals("client_secret_basic")) {
                // Both are encoded as in forms first (RFC 6749, 2.3.1).
                String pair = Documents.encoded(client.id()) + ":" + Documents.encoded(secret.value());
                return Map.of(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            }
            if (method.equals("client_secret_post")) {
                form.put("client_secret", secret.value());
            }
        }
        form.put("client_id", client.id());
        return Map.of();
    }

    /** What was agreed on, else what the server takes; one that does not say takes Basic (RFC 8414). */
    static String method(Issuer issuer, @Nullable String agreed) {
        if (agreed != null) {
            return agreed;
        }
        List<String> taken = issuer.list("token_endpoint_auth_methods_supported");
        for (String known : List.of("client_secret_basic", "client_secret_post", "none")) {
            if (taken.contains(known)) {
                return known;
            }
        }
        return "client_secret_basic";
    }
}
