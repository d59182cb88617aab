package org.mcpcoordinator.mcp.client.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;

/**
 * What an authorization server says of itself (RFC 8414, OpenID Connect Discovery).
 *
 * @param id its name, compared letter by letter and never tidied
 * @param document all it says
 */
record Issuer(String id, ObjectNode document) {
    /**
     * Reads it.
     *
     * @param id by which it was looked for
     * @throws OAuthFailure if it gives another name: its addresses would lead to somebody else
     */
    static Issuer read(String id, ObjectNode document) throws OAuthFailure {
        String named = document.path("issuer").asText("");
        if (!named.equals(id)) {
            throw new OAuthFailure("the authorization server " + OAuthFailure.told(id) + " calls itself "
                    + OAuthFailure.told(named) + "; what it says is not used");
        }
        return new Issuer(id, document);
    }

    /**
     * One of its addresses.
     *
     * @param name for example {@code token_endpoint}
     * @throws OAuthFailure if it names none
     */
    URI address(String name) throws OAuthFailure {
        String address = document.path(name).asText("");
        if (address.isEmpty()) {
            throw new OAuthFailure("the authorization server " + OAuthFailure.told(id) + " has no " + name);
        }
        return Documents.address(address);
    }

    boolean has(String name) {
        return document.has(name);
    }

    boolean says(String name) {
        return document.path(name).asBoolean(false);
    }

    /** A list of words; empty if it gives none. */
    List<String> list(String name) {
        return ProtectedResource.texts(document.path(name));
    }
}
