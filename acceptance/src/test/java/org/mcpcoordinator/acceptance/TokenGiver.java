package org.mcpcoordinator.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** An authorization server with a key of its own, and an MCP server that remembers what it was shown. */
final class TokenGiver implements AutoCloseable {
    /** Headers of the calls of the MCP server. */
    final Queue<String> shown = new ConcurrentLinkedQueue<>();

    private final RsaJsonWebKey key;
    private final HttpServer server;

    TokenGiver() throws IOException, JoseException {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("k");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> send(
                        exchange,
                        "{\"issuer\": \"%1$s\", \"jwks_uri\": \"%1$s/keys\", \"token_endpoint\": \"%1$s/token\"}"
                                .formatted(issuer())));
        server.createContext(
                "/keys",
                exchange -> send(exchange, new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)));
        server.createContext("/mcp", this::serve);
        server.createContext(
                "/.well-known/oauth-protected-resource/guarded",
                exchange -> send(
                        exchange,
                        "{\"resource\": \"%1$s/guarded\", \"authorization_servers\": [\"%1$s\"]}".formatted(issuer())));
        server.createContext(
                "/token",
                exchange -> send(
                        exchange, "{\"access_token\": \"ours\", \"token_type\": \"Bearer\", \"expires_in\": 300}"));
        server.createContext("/guarded", exchange -> {
            if ("Bearer ours".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                serve(exchange);
            } else {
                exchange.sendResponseHeaders(401, -1);
                exchange.close();
            }
        });
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String token(String audience) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer());
        claims.setSubject("ada");
        claims.setAudience(audience);
        claims.setExpirationTimeMinutesInTheFuture(10);
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setAlgorithmHeaderValue("RS256");
        token.setKeyIdHeaderValue("k");
        token.setKey(key.getPrivateKey());
        return token.getCompactSerialization();
    }

    private void serve(HttpExchange exchange) throws IOException {
        JsonNode request =
                RunningProduct.json(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (request.path("method").asText().equals("tools/call")) {
            exchange.getRequestHeaders().forEach((name, values) -> shown.add(name + ": " + values));
        }
        send(
                exchange,
                "{\"jsonrpc\": \"2.0\", \"id\": " + request.path("id") + ", \"result\": {\"resultType\": \"complete\","
                        + " \"supportedVersions\": [\"2026-07-28\"], \"capabilities\": {}, \"ttlMs\": 0, \"cacheScope\": \"private\","
                        + " \"content\": []}}");
    }

    private static void send(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
