package org.mcpcoordinator.mcp.client.oauth;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a person: the authorization code grant with PKCE (RFC 7636), its answer checked for whose it is (RFC 9207). */
final class Consent {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private final TokenEndpoint tokens;
    private final Grant.AuthorizationCode grant;

    Consent(TokenEndpoint tokens, Grant.AuthorizationCode grant) {
        this.tokens = tokens;
        this.grant = grant;
    }

    Token ask(Issuer issuer, KnownClient client, String resource, List<String> scopes)
            throws IOException, InterruptedException {
        if (!issuer.list("code_challenge_methods_supported").contains("S256")) {
            throw new OAuthFailure("the authorization server " + OAuthFailure.told(issuer.id())
                    + " does not know PKCE with S256: a code could be used by whoever reads it");
        }
        String verifier = random();
        String state = random();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client.id());
        query.put("redirect_uri", grant.redirect().toString());
        query.put("state", state);
        query.put("code_challenge", digest(verifier));
        query.put("code_challenge_method", "S256");
        query.put("resource", resource);
        if (!scopes.isEmpty()) {
            query.put("scope", String.join(" ", scopes));
        }
        URI page = issuer.address("authorization_endpoint");
        String joint = page.getRawQuery() == null ? "?" : "&";
        URI back = grant.person().visit(URI.create(page + joint + Documents.encoded(query)));
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code(issuer, back, state));
        form.put("redirect_uri", grant.redirect().toString());
        form.put("code_verifier", verifier);
        form.put("resource", resource);
        return tokens.ask(issuer, client, form, scopes);
    }

    /** What comes back may be another server's answer, or one to a question that was never asked. */
    private static String code(Issuer issuer, URI back, String state) throws OAuthFailure {
        Map<String, String> answer = parameters(back);
        String from = answer.get("iss");
        if (from == null ? issuer.says("authorization_response_iss_parameter_supported") : !from.equals(issuer.id())) {
            throw new OAuthFailure("the authorization's answer is not from " + OAuthFailure.told(issuer.id())
                    + " but from " + OAuthFailure.told(from == null ? "nobody it names" : from) + "; it is not used");
        }
        if (!state.equals(answer.get("state"))) {
            throw new OAuthFailure("the authorization's answer is not one to our question; it is not used");
        }
        String code = answer.get("code");
        if (code == null || answer.containsKey("error")) {
            throw new OAuthFailure("the authorization was refused: "
                    + OAuthFailure.told(answer.getOrDefault("error", "no code in its answer")));
        }
        return code;
    }

    private static Map<String, String> parameters(URI back) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = back.getRawQuery() == null ? "" : back.getRawQuery();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String digest(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
