package org.mcpcoordinator.mcp.client.oauth;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** What a client signs to show who it is (RFC 7523); good for a minute and for one server. */
final class Assertion {
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private Assertion() {}

    static String of(String client, ClientProof.PrivateKey key, String issuer) throws OAuthFailure {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(client);
        claims.setSubject(client);
        claims.setAudience(issuer);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(1);
        claims.setGeneratedJwtId();
        JsonWebSignature signed = new JsonWebSignature();
        signed.setPayload(claims.toJson());
        signed.setAlgorithmHeaderValue(key.algorithm());
        if (key.keyId() != null) {
            signed.setKeyIdHeaderValue(key.keyId());
        }
        try {
            signed.setKey(read(key));
            return signed.getCompactSerialization();
        } catch (JoseException | NoSuchAlgorithmException | InvalidKeySpecException | IllegalArgumentException bad) {
            // Its own words may repeat the key.
            throw new OAuthFailure("the client's private key is no PKCS #8 key for " + key.algorithm());
        }
    }

    private static PrivateKey read(ClientProof.PrivateKey key)
            throws NoSuchAlgorithmException, InvalidKeySpecException {
        String kind = key.algorithm().startsWith("ES") ? "EC" : key.algorithm().equals("EdDSA") ? "EdDSA" : "RSA";
        byte[] bytes = Base64.getMimeDecoder().decode(key.pem().replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }
}
