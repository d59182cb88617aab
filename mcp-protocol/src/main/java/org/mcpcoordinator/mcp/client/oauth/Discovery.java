package org.mcpcoordinator.mcp.client.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.mcp.client.Challenge;

/** Finds out who gives tokens for a server, in the order of the specification. */
final class Discovery {
    private final Documents documents;

    Discovery(Documents documents) {
        this.documents = documents;
    }

    /** What a server says of itself: where its refusal says, else at its own path, else at its root. */
    ProtectedResource resource(URI endpoint, Challenge challenge) throws IOException, InterruptedException {
        List<URI> places = new ArrayList<>();
        Optional<String> named = challenge.resourceMetadata();
        if (named.isPresent()) {
            places.add(Documents.address(named.get()));
        } else {
            String path = endpoint.getRawPath();
            if (path != null && path.length() > 1) {
                places.add(endpoint.resolve("/.well-known/oauth-protected-resource" + path));
            }
            places.add(endpoint.resolve("/.well-known/oauth-protected-resource"));
        }
        return ProtectedResource.read(
                first(places, "the server at " + endpoint + " wants a token, and does not say whose"), endpoint);
    }

    /** What an authorization server says of itself; one with a path has it put in before, put in before, and after. */
    Issuer issuer(String id) throws IOException, InterruptedException {
        URI address = Documents.address(id);
        String path = address.getRawPath() == null || address.getRawPath().equals("/") ? "" : address.getRawPath();
        String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        List<URI> places = new ArrayList<>();
        places.add(address.resolve("/.well-known/oauth-authorization-server" + inner));
        places.add(address.resolve("/.well-known/openid-configuration" + inner));
        if (!inner.isEmpty()) {
            places.add(address.resolve(inner + "/.well-known/openid-configuration"));
        }
        return Issuer.read(
                id, first(places, "the authorization server " + OAuthFailure.told(id) + " says nothing of itself"));
    }

    private ObjectNode first(List<URI> places, String otherwise) throws IOException, InterruptedException {
        for (URI place : places) {
            Optional<ObjectNode> found = documents.find(place);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new OAuthFailure(otherwise + " (looked at " + places + ")");
    }
}
