package org.mcpcoordinator.web.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpResponse;
import java.security.Key;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.web.door.oauth.OAuthConfig;
import org.mcpcoordinator.web.door.oauth.OAuthDoor;
import org.mcpcoordinator.web.door.oauth.TestingLogin;

class TokensOfOthersTest {
    private static final String BASE = "https://mcp.example.test";
    private static final String WHOLE = BASE + "/mcp";

    private TestingLogin login;
    private TestingDoor door;

    @BeforeEach
    void open() throws Exception {
        login = new TestingLogin();
        door = door("*=viewer,mcp:admin=admin");
    }

    private TestingDoor door(String roles) {
        DoorConfig config = DoorConfig.of(BASE, "", "", 10_000, false);
        return new TestingDoor(
                config,
                OAuthDoor.of(
                        OAuthConfig.of(login.issuer(), "", "realm.roles: " + roles),
                        config.publicUrl(),
                        Clock.systemUTC(),
                        System::nanoTime));
    }

    @AfterEach
    void shut() throws Exception {
        door.close();
        login.close();
    }

    private HttpResponse<String> ask(String path, String token) throws Exception {
        return door.post(path, "{}", "Authorization", "Bearer " + token);
    }

    @Test
    void aTokenOfOurIssuersIsTakenAndThenKnown() throws Exception {
        String token = login.token(login.claims(WHOLE));

        assertThat(ask("/mcp", token).body()).contains("ada at 127.0.0.1", "VIEWER", "means=oauth");
        login.away(true);
        assertThat(ask("/mcp/s/x", token).body()).contains("ada at 127.0.0.1", "on the I/O thread");
        assertThat(login.reads).hasValue(1);
    }

    @Test
    void whatItsScopeSaysOfUsIsAllItsOwnerSees() throws Exception {
        assertThat(ask("/mcp", login.token(login.claims(WHOLE))).body()).doesNotContain("narrow");
        assertThat(ask("/mcp", scoped("scope", "openid profile offline_access")).body())
                .as("words that are not ours")
                .doesNotContain("narrow");
        assertThat(ask("/mcp", scoped("scope", "openid category:database tool:db-1/query"))
                        .body())
                .contains("narrow");
        assertThat(ask("/mcp", scoped("scp", List.of("server:db-*", "rate:5"))).body())
                .contains("narrow");
        assertThat(ask("/mcp", scoped("scope", List.of("openid server:db-1"))).body())
                .as("joined in a list")
                .contains("narrow");
        assertThat(ask("/mcp", scoped("scope", "openid Server:db-1")).body())
                .as("in capitals")
                .contains("narrow");
        for (String unfit : List.of("tool:query", "category:Data_Base", "server:", "rate:0", "rate:many")) {
            HttpResponse<String> answer = ask("/mcp", scoped("scope", "openid " + unfit));
            assertThat(answer.statusCode()).as(unfit).isEqualTo(403);
            assertThat(answer.body()).as(unfit).contains("FORBIDDEN", "scope");
        }
    }

    private String scoped(String claim, Object words) throws Exception {
        JwtClaims claims = login.claims(WHOLE);
        claims.setClaim(claim, words);
        return login.token(claims);
    }

    @Test
    void everyKindOfSignatureIsTaken() throws Exception {
        Map<String, PublicJsonWebKey> kinds =
                Map.of("RS256", login.rsa, "PS256", login.rsa, "ES256", login.ec, "EdDSA", login.ed);
        for (Map.Entry<String, PublicJsonWebKey> kind : kinds.entrySet()) {
            PublicJsonWebKey key = kind.getValue();
            String token = TestingLogin.signed(
                    login.claims(WHOLE),
                    key.getPrivateKey(),
                    kind.getKey(),
                    header -> header.setKeyIdHeaderValue(key.getKeyId()));
            assertThat(ask("/mcp", token).statusCode()).as(kind.getKey()).isEqualTo(200);
        }
    }

    @Test
    void whatIsWrongWithATokenIsRefused() throws Exception {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("another audience", login.token(login.claims("https://other.example.test/mcp")));
        bad.put("our address without its path", login.token(login.claims(BASE)));
        JwtClaims noAudience = login.claims(WHOLE);
        noAudience.unsetClaim("aud");
        bad.put("no audience", login.token(noAudience));
        JwtClaims expired = login.claims(WHOLE);
        expired.setExpirationTimeMinutesInTheFuture(-1);
        bad.put("over", login.token(expired));
        JwtClaims endless = login.claims(WHOLE);
        endless.unsetClaim("exp");
        bad.put("never over", login.token(endless));
        JwtClaims early = login.claims(WHOLE);
        early.setNotBeforeMinutesInThePast(-5);
        bad.put("not yet", login.token(early));
        JwtClaims foreign = login.claims(WHOLE);
        foreign.setIssuer("https://login.example.test");
        bad.put("a foreign issuer", login.token(foreign));
        JwtClaims nobody = login.claims(WHOLE);
        nobody.unsetClaim("sub");
        bad.put("nobody's", login.token(nobody));
        bad.put("alg none", TestingLogin.signed(login.claims(WHOLE), null, "none", h -> h.setKeyIdHeaderValue("r")));
        Key shared = new HmacKey(login.rsa.getPublicKey().getEncoded());
        bad.put(
                "HS for RS",
                TestingLogin.signed(login.claims(WHOLE), shared, "HS256", h -> h.setKeyIdHeaderValue("r")));
        Key rsa = login.rsa.getPrivateKey();
        bad.put("no key's id", TestingLogin.signed(login.claims(WHOLE), rsa, "RS256", header -> {}));
        bad.put(
                "a key nobody knows",
                TestingLogin.signed(login.claims(WHOLE), rsa, "RS256", h -> h.setKeyIdHeaderValue("x")));
        bad.put(
                "a key for encryption",
                TestingLogin.signed(
                        login.claims(WHOLE),
                        login.forEncryption.getPrivateKey(),
                        "ES256",
                        h -> h.setKeyIdHeaderValue("c")));
        bad.put("another kind of token", TestingLogin.signed(login.claims(WHOLE), rsa, "RS256", h -> {
            h.setKeyIdHeaderValue("r");
            h.setHeader("typ", "dpop+jwt");
        }));
        try (TestingLogin stranger = new TestingLogin()) {
            bad.put(
                    "a stranger's key",
                    TestingLogin.signed(login.claims(WHOLE), stranger.rsa.getPrivateKey(), "RS256", h -> {
                        h.setKeyIdHeaderValue("r");
                        h.setJwkHeader(stranger.rsa);
                    }));
        }
        String good = login.token(login.claims(WHOLE));
        bad.put("a letter changed", good.substring(0, good.length() - 10) + "AAAAAAAAAA");
        bad.put("without a signature", good.substring(0, good.lastIndexOf('.') + 1));
        bad.put("too long", good + "A".repeat(9000));

        for (Map.Entry<String, String> one : bad.entrySet()) {
            HttpResponse<String> refused = ask("/mcp", one.getValue());
            assertThat(refused.statusCode()).as(one.getKey()).isEqualTo(401);
            assertThat(refused.headers().allValues("WWW-Authenticate"))
                    .as(one.getKey())
                    .containsExactly("Bearer realm=\"coordinator\", error=\"invalid_token\", resource_metadata=\""
                            + BASE + "/.well-known/oauth-protected-resource/mcp\"");
        }
        assertThat(ask("/mcp", good).statusCode()).isEqualTo(200);
        // At first, and once for the key that nobody knows: whoever makes up names does not have keys read.
        assertThat(login.reads.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void aTokenForOneServerIsGoodThereOnly() throws Exception {
        String token = login.token(login.claims(BASE + "/mcp/s/x"));

        assertThat(ask("/mcp/s/x", token).statusCode()).isEqualTo(200);
        assertThat(ask("/mcp/s/x/more", token).statusCode()).isEqualTo(200);
        for (String elsewhere : List.of("/mcp", "/mcp/s/xy", "/mcp/s/y", "/mcp/c/x")) {
            HttpResponse<String> refused = ask(elsewhere, token);
            assertThat(refused.statusCode()).as(elsewhere).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .endsWith("/.well-known/oauth-protected-resource" + elsewhere + "\"");
        }
        assertThat(door.get("/api/v1/me", "Authorization", "Bearer " + token).statusCode())
                .as("an API is no part of it")
                .isEqualTo(401);
    }

    @Test
    void rolesFollowFromTheClaimThatIsNamed() throws Exception {
        JwtClaims claims = login.claims(WHOLE);
        claims.setClaim("realm", Map.of("roles", List.of("others", "mcp:admin")));
        assertThat(ask("/mcp", login.token(claims)).body()).contains("ADMIN");
        claims.setClaim("realm", Map.of("roles", "mcp:admin2 x"));
        assertThat(ask("/mcp", login.token(claims)).body()).contains("VIEWER");

        door.close();
        door = door("mcp:admin=admin");
        assertThat(ask("/mcp", login.token(claims)).statusCode()).isEqualTo(403);
    }

    @Test
    void keysThatCannotBeReadAreNoFaultOfTheToken() throws Exception {
        login.away(true);

        assertThat(ask("/mcp", login.token(login.claims(WHOLE))).statusCode()).isEqualTo(503);
        assertThat(ask("/mcp", login.token(login.claims(WHOLE))).statusCode()).isEqualTo(503);
    }

    @Test
    void clientsAreToldWhoGivesTokens() throws Exception {
        for (String of : List.of("", "/mcp", "/mcp/c/dev-tools", "/mcp/s/x")) {
            HttpResponse<String> told = door.get("/.well-known/oauth-protected-resource" + of);
            assertThat(told.statusCode()).isEqualTo(200);
            assertThat(told.body())
                    .contains("\"resource\":\"" + BASE + (of.isEmpty() ? "/mcp" : of) + "\"")
                    .contains("\"authorization_servers\":[\"" + login.issuer() + "\"]");
        }
        assertThat(door.get("/.well-known/oauth-protected-resource/api").body()).contains("attribute=null");
        assertThat(door.post("/mcp", "{}")
                        .headers()
                        .firstValue("WWW-Authenticate")
                        .orElseThrow())
                .isEqualTo("Bearer realm=\"coordinator\", resource_metadata=\"" + BASE
                        + "/.well-known/oauth-protected-resource/mcp\"");
        assertThat(ask("/mcp", TestingDoor.TOKEN).statusCode())
                .as("ours are taken as ever")
                .isEqualTo(200);
    }

    @Test
    void whereNoIssuerIsSetNothingIsSaidOfIt() throws Exception {
        try (TestingDoor plain = new TestingDoor()) {
            assertThat(plain.post("/mcp", "{}").headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer realm=\"coordinator\"");
            assertThat(plain.get("/.well-known/oauth-protected-resource").body())
                    .contains("attribute=null");
            String token = login.token(login.claims(WHOLE));
            assertThat(plain.post("/mcp", "{}", "Authorization", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void settingsThatDoNotFitStopTheStart() {
        assertThatThrownBy(() -> OAuthDoor.of(
                        OAuthConfig.of("https://a.test", "", "*=viewer"),
                        Optional.empty(),
                        Clock.systemUTC(),
                        System::nanoTime))
                .hasMessageContaining("coordinator.access.public-url");
        assertThatThrownBy(() -> OAuthConfig.of("a.test", "", "*=viewer"))
                .hasMessageContaining("coordinator.oauth.issuers");
        assertThatThrownBy(() -> OAuthConfig.of("https://a.test", "", "x=king")).hasMessageContaining("king");
        assertThatThrownBy(() -> OAuthConfig.of("https://a.test", "", "viewer")).hasMessageContaining("VALUE=ROLE");
        assertThatThrownBy(() -> OAuthConfig.of("https://a.test keys", "", "*=viewer"))
                .hasMessageContaining("keys is no address");
    }

    @Test
    void anIssuerMayHaveItsKeysElsewhereAndRolesAClaimOfTheirOwn() {
        OAuthConfig config =
                OAuthConfig.of("https://a.test https://k.test/a, https://b.test", "", "https://a.test/roles: x=admin");
        assertThat(config.issuers())
                .containsEntry("https://a.test", Optional.of(URI.create("https://k.test/a")))
                .containsEntry("https://b.test", Optional.empty());
        assertThat(config.roleClaim()).isEqualTo("https://a.test/roles");
        assertThat(config.roles()).containsOnlyKeys("x");
        assertThat(OAuthConfig.of("", "", "x=admin").roleClaim()).isEqualTo("scope");
    }
}
