package org.mcpcoordinator.mcp.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.client.Challenge;

class OAuthAuthorizerTest {
    private static final Challenge UNKNOWN = new Challenge(401, Map.of());
    private static final Optional<String> NOTHING = Optional.empty();
    private static final String SECRET = "never to be told";

    private final TestingClock clock = new TestingClock();
    private TestingIssuer issuer;

    @BeforeEach
    void start() throws IOException {
        issuer = new TestingIssuer();
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private static final class TestingClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private OAuthAuthorizer authorizer(AddressRule rule) {
        OAuthSettings settings = new OAuthSettings(
                "test",
                new Grant.ClientCredentials(),
                new KnownClient("us & them", new ClientProof.Secret(SECRET, null), null),
                null,
                List.of("a"),
                rule);
        return new OAuthAuthorizer(HttpClient.newHttpClient(), issuer.endpoint(), settings, clock);
    }

    @Test
    void aTokenIsHadOnceAndAnotherShortlyBeforeItIsOver() throws IOException, InterruptedException {
        OAuthAuthorizer authorizer = authorizer(AddressRule.ENCRYPTED);
        assertThat(authorizer.value()).isEmpty();

        assertThat(authorizer.renewed(UNKNOWN, NOTHING)).isTrue();
        assertThat(authorizer.value()).contains("Bearer t1");
        clock.now = clock.now.plusSeconds(89);
        assertThat(authorizer.value()).contains("Bearer t1");
        clock.now = clock.now.plusSeconds(2);
        assertThat(authorizer.value()).contains("Bearer t2");
        assertThat(issuer.asked)
                .filteredOn(asked -> asked.startsWith("/token"))
                .allSatisfy(asked -> assertThat(asked)
                        .contains("grant_type=client_credentials", "scope=a", "resource=http%3A%2F%2F127.0.0.1"));
    }

    @Test
    void whatIsRefreshedIsNotAskedForAnewAndWhatIsNotIs() throws IOException, InterruptedException {
        issuer.refreshing = true;
        OAuthAuthorizer authorizer = authorizer(AddressRule.ENCRYPTED);
        authorizer.renewed(UNKNOWN, NOTHING);
        clock.now = clock.now.plusSeconds(200);

        assertThat(authorizer.value()).contains("Bearer t2");
        assertThat(issuer.asked.get(issuer.asked.size() - 1)).contains("refresh_token=r");

        issuer.status = 400;
        clock.now = clock.now.plusSeconds(200);
        assertThatThrownBy(authorizer::value).isInstanceOf(OAuthFailure.class).hasMessageContaining("invalid_grant");
        issuer.status = 200;
        assertThat(authorizer.value()).contains("Bearer t3");
    }

    @Test
    void aSecretIsNotShownToAnotherAuthorizationServer() throws IOException, InterruptedException {
        OAuthAuthorizer authorizer = authorizer(AddressRule.ENCRYPTED);
        authorizer.renewed(UNKNOWN, NOTHING);
        try (TestingIssuer other = new TestingIssuer()) {
            issuer.issuer = other.base();

            assertThatThrownBy(() -> authorizer.renewed(UNKNOWN, Optional.of("Bearer t1")))
                    .isInstanceOf(OAuthFailure.class)
                    .hasMessageContaining("is not shown elsewhere")
                    .hasMessageNotContaining(SECRET);
            assertThat(other.asked).noneMatch(asked -> asked.startsWith("/token"));
        }
    }

    @Test
    void noRedirectIsFollowed() throws IOException {
        try (TestingIssuer other = new TestingIssuer()) {
            issuer.redirect = other.base() + "/.well-known/oauth-protected-resource/mcp";

            assertThatThrownBy(() -> authorizer(AddressRule.ENCRYPTED).renewed(UNKNOWN, NOTHING))
                    .isInstanceOf(OAuthFailure.class);
            assertThat(other.asked).isEmpty();
        }
        HttpClient following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        assertThatThrownBy(() -> new Documents(following, AddressRule.ENCRYPTED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyAddressPassesTheRule() {
        List<URI> passed = new ArrayList<>();
        OAuthAuthorizer authorizer = authorizer(address -> {
            passed.add(address);
            if (address.getPath().equals("/token")) {
                throw new OAuthFailure("not there");
            }
        });

        assertThatThrownBy(() -> authorizer.renewed(UNKNOWN, NOTHING)).hasMessage("not there");
        assertThat(passed).hasSize(3);
        assertThat(issuer.asked).hasSize(2);
        assertThatThrownBy(() -> AddressRule.ENCRYPTED.check(URI.create("http://a.test/")))
                .isInstanceOf(OAuthFailure.class);
        assertThatThrownBy(() -> AddressRule.ENCRYPTED.check(URI.create("file:///etc/passwd")))
                .isInstanceOf(OAuthFailure.class);
    }

    @Test
    void manyWhoAreRefusedAtOnceHaveOneToken() throws InterruptedException, ExecutionException {
        OAuthAuthorizer authorizer = authorizer(AddressRule.ENCRYPTED);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(threads.submit(() -> authorizer.renewed(UNKNOWN, NOTHING)));
        }
        for (Future<Boolean> one : all) {
            assertThat(one.get()).isTrue();
        }
        threads.shutdown();

        assertThat(issuer.given).hasValue(1);
    }

    @Test
    void whatTheServerWantsMoreIsAskedForThreeTimes() throws IOException, InterruptedException {
        OAuthAuthorizer authorizer = authorizer(AddressRule.ENCRYPTED);
        authorizer.renewed(UNKNOWN, NOTHING);
        for (String scope : List.of("b", "c", "d")) {
            assertThat(authorizer.renewed(more(scope), authorizer.value())).isTrue();
            assertThat(authorizer.renewed(more(scope), authorizer.value())).isFalse();
        }

        assertThat(authorizer.renewed(more("e"), authorizer.value())).isFalse();
        assertThat(issuer.asked.get(issuer.asked.size() - 1)).contains("scope=a+b+c+d");
    }

    private static Challenge more(String scope) {
        return new Challenge(403, Map.of("error", "insufficient_scope", "scope", scope));
    }

    @Test
    void noSecretIsWrittenDown() {
        assertThat(new KnownClient("id", new ClientProof.Secret(SECRET, null), null).toString())
                .doesNotContain(SECRET);
        assertThat(new ClientProof.PrivateKey(SECRET, "ES256", null).toString()).doesNotContain(SECRET);
        assertThat(new Token(SECRET, "i", SECRET, clock.now, null, List.of()).toString())
                .doesNotContain(SECRET);
    }
}
