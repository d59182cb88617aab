package org.mcpcoordinator.mcp.client.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a server says of itself as something that tokens are given for (RFC 9728).
 *
 * @param resource its own name for itself; tokens are asked for it by this name (RFC 8707)
 * @param issuers of authorization servers, never empty
 * @param scopes it knows; empty if it names none
 */
record ProtectedResource(String resource, List<String> issuers, List<String> scopes) {
    /**
     * Reads it.
     *
     * @param endpoint of the server that was asked
     * @throws OAuthFailure if it speaks of another resource: a token for that is not asked for on this one's word
     */
    static ProtectedResource read(ObjectNode document, URI endpoint) throws OAuthFailure {
        String resource = document.path("resource").asText("");
        List<String> issuers = texts(document.path("authorization_servers"));
        if (!covers(resource, endpoint)) {
            throw new OAuthFailure("the server at " + endpoint + " wants tokens for "
                    + OAuthFailure.told(resource.isEmpty() ? "nothing it names" : resource)
                    + ", which is another one");
        }
        if (issuers.isEmpty()) {
            throw new OAuthFailure("the server at " + endpoint + " does not say who gives tokens for it");
        }
        return new ProtectedResource(resource, issuers, texts(document.path("scopes_supported")));
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> {
            if (item.isTextual() && !item.asText().isEmpty()) {
                texts.add(item.asText());
            }
        });
        return List.copyOf(texts);
    }

    /** The same origin, and the endpoint's path or one above it. */
    private static boolean covers(String resource, URI endpoint) throws OAuthFailure {
        URI named = Documents.address(resource);
        if (named.getHost() == null || named.getRawFragment() != null) {
            return false;
        }
        String above = path(named);
        String path = path(endpoint);
        return String.valueOf(named.getScheme()).equalsIgnoreCase(endpoint.getScheme())
                && named.getHost().equalsIgnoreCase(endpoint.getHost())
                && port(named) == port(endpoint)
                && (path.equals(above) || path.startsWith(above.endsWith("/") ? above : above + "/"))
                && (named.getRawQuery() == null || Objects.equals(named.getRawQuery(), endpoint.getRawQuery()));
    }

    private static String path(URI address) {
        return address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "http".equalsIgnoreCase(address.getScheme()) ? 80 : 443;
    }
}
