package org.mcpcoordinator.web.door.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** An authorization server with keys of three kinds, on loopback. */
public final class TestingLogin implements AutoCloseable {
    /** Times its keys were read. */
    public final AtomicInteger reads = new AtomicInteger();

    public final PublicJsonWebKey rsa;
    public final PublicJsonWebKey ec;
    public final OctetKeyPairJsonWebKey ed;
    public final PublicJsonWebKey forEncryption;

    private final HttpServer server;
    private volatile int status = 200;

    public TestingLogin() throws IOException, JoseException {
        rsa = named(RsaJwkGenerator.generateJwk(2048), "r");
        ec = named(EcJwkGenerator.generateJwk(EllipticCurves.P256), "e");
        ed = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
        ed.setKeyId("d");
        forEncryption = named(EcJwkGenerator.generateJwk(EllipticCurves.P256), "c");
        forEncryption.setUse("enc");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, String id) {
        key.setKeyId(id);
        return key;
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void away(boolean away) {
        status = away ? 503 : 200;
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean keys = exchange.getRequestURI().getPath().equals("/keys");
        if (keys) {
            reads.incrementAndGet();
        }
        String body = keys
                ? new JsonWebKeySet(rsa, ec, ed, forEncryption).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                : "{\"issuer\": \"" + issuer() + "\", \"jwks_uri\": \"" + issuer() + "/keys\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Claims of a good token for that address; ten minutes from now on. */
    public JwtClaims claims(String audience) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer());
        claims.setSubject("ada");
        claims.setAudience(audience);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(10);
        return claims;
    }

    /** A token signed as one likes. */
    public static String signed(JwtClaims claims, Key key, String algorithm, Consumer<JsonWebSignature> header)
            throws JoseException {
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setAlgorithmHeaderValue(algorithm);
        token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        token.setKey(key);
        token.setDoKeyValidation(false);
        header.accept(token);
        return token.getCompactSerialization();
    }

    /** A good one. */
    public String token(JwtClaims claims) throws JoseException {
        return signed(claims, rsa.getPrivateKey(), "RS256", token -> token.setKeyIdHeaderValue("r"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
