package org.mcpcoordinator.mcp.client.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;

/**
 * Who we are at an authorization server: what it was told of us before, else the address of a document about us, else what it
 * gives us when we ask (RFC 7591). What one server gave is never shown to another.
 */
final class Registration {
    private final Documents documents;
    private final OAuthSettings settings;
    private final Map<String, KnownClient> given = new HashMap<>();
    private @Nullable KnownClient known;

    Registration(Documents documents, OAuthSettings settings) {
        this.documents = documents;
        this.settings = settings;
        this.known = settings.client();
    }

    KnownClient at(Issuer issuer) throws IOException, InterruptedException {
        KnownClient stored = known;
        if (stored != null) {
            if (stored.issuer() != null && !stored.issuer().equals(issuer.id())) {
                throw new OAuthFailure("the server wants tokens of " + OAuthFailure.told(issuer.id())
                        + ", and the client " + OAuthFailure.told(stored.id()) + " is known at "
                        + OAuthFailure.told(stored.issuer()) + " only; its secret is not shown elsewhere");
            }
            known = stored.of(issuer.id());
            return known;
        }
        if (settings.document() != null && issuer.says("client_id_metadata_document_supported")) {
            return new KnownClient(settings.document().toString(), new ClientProof.None(), issuer.id());
        }
        KnownClient registered = given.get(issuer.id());
        if (registered == null) {
            registered = register(issuer);
            given.put(issuer.id(), registered);
        }
        return registered;
    }

    private KnownClient register(Issuer issuer) throws IOException, InterruptedException {
        if (!issuer.has("registration_endpoint")) {
            throw new OAuthFailure("the authorization server " + OAuthFailure.told(issuer.id())
                    + " registers nobody by itself; ask for a client there and name it");
        }
        String method = TokenEndpoint.method(issuer, null);
        ObjectNode about = Json.object()
                .put("client_name", settings.name())
                .put("application_type", "native")
                .put("token_endpoint_auth_method", method);
        if (settings.grant() instanceof Grant.AuthorizationCode code) {
            about.putArray("redirect_uris").add(code.redirect().toString());
            about.putArray("grant_types").add("authorization_code").add("refresh_token");
            about.putArray("response_types").add("code");
        } else {
            about.putArray("redirect_uris");
            about.putArray("grant_types").add("client_credentials");
        }
        Documents.Reply reply = documents.post(issuer.address("registration_endpoint"), about);
        String id = reply.content().path("client_id").asText("");
        if (!reply.good() || id.isEmpty()) {
            throw new OAuthFailure(
                    "the authorization server " + OAuthFailure.told(issuer.id()) + " does not register us: "
                            + OAuthFailure.told(reply.content().path("error").asText("no client in its answer")));
        }
        String secret = reply.content().path("client_secret").asText("");
        String agreed = reply.content().path("token_endpoint_auth_method").asText(method);
        return new KnownClient(
                id,
                secret.isEmpty() || agreed.equals("none")
                        ? new ClientProof.None()
                        : new ClientProof.Secret(secret, agreed),
                issuer.id());
    }
}
