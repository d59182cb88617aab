package org.mcpcoordinator.mcp.client.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;

/** The public keys of authorization servers, as whoever checks their tokens needs them. */
public final class IssuerKeys {
    private final Documents documents;

    /**
     * Begins, without asking anybody yet.
     *
     * @param http that follows no redirects
     */
    public IssuerKeys(HttpClient http, AddressRule rule) {
        this.documents = new Documents(http, rule);
    }

    /**
     * Where an authorization server has its keys, as it says itself.
     *
     * @throws OAuthFailure if it does not say, or is another one
     */
    public URI address(String issuer) throws IOException, InterruptedException {
        return new Discovery(documents).issuer(issuer).address("jwks_uri");
    }

    /**
     * The keys at an address, as JSON (RFC 7517).
     *
     * @throws OAuthFailure if there are none
     */
    public String read(URI address) throws IOException, InterruptedException {
        ObjectNode keys =
                documents.find(address).orElseThrow(() -> new OAuthFailure("there are no keys at " + address));
        return keys.toString();
    }
}
