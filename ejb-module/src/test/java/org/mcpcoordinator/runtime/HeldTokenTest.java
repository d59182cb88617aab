package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.catalog.RemoteAuth;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.testing.TestingClock;

class HeldTokenTest {
    private static final RemoteAuth AUTH = new RemoteAuth("us", "${secret:ours}", "", "RS256", "", "", "", List.of());

    private final TestingClock clock = new TestingClock();
    private final Queue<Runnable> aside = new ArrayDeque<>();
    private final AtomicInteger changes = new AtomicInteger();
    private GuardedServer server;
    private HeldToken token;

    @BeforeEach
    void begin() throws IOException {
        server = new GuardedServer();
        token = token(new Way.Url(server.url(), Map.of(), Optional.of(AUTH)));
    }

    private HeldToken token(Way.Url way) {
        HttpClient http = HttpClient.newHttpClient();
        return new HeldToken(
                http,
                way,
                Map.of(),
                RemoteTokens.authorizer(http, way, AUTH, Map.of("ours", "a secret"), clock),
                1,
                clock,
                changes::incrementAndGet);
    }

    @AfterEach
    void end() {
        server.close();
    }

    /** Asks, and does what is to be done aside. */
    private HeldToken.State soon() {
        token.now(aside::add);
        while (!aside.isEmpty()) {
            aside.remove().run();
        }
        return token.now(aside::add);
    }

    @Test
    void whoAsksIsNeverKeptWaiting() {
        assertThat(token.now(aside::add).authorization()).isEmpty();
        assertThat(token.now(aside::add).failure()).contains("is being asked for");
        assertThat(aside).as("once, however often it is asked").hasSize(1);

        assertThat(soon().authorization()).contains("Bearer t1");
        assertThat(changes).hasValue(1);
        assertThat(aside).isEmpty();
    }

    @Test
    void anotherIsThereBeforeItIsOver() {
        soon();
        clock.advance(Duration.ofSeconds(30));
        assertThat(soon().authorization()).contains("Bearer t1");

        clock.advance(Duration.ofSeconds(20));
        assertThat(token.now(aside::add).authorization())
                .as("the old one, meanwhile")
                .contains("Bearer t1");
        assertThat(soon().authorization()).contains("Bearer t2");
        assertThat(changes).hasValue(2);
    }

    @Test
    void oneThatIsRefusedBeforeItsTimeIsReplaced() {
        soon();
        server.given.incrementAndGet();
        clock.advance(Duration.ofSeconds(20));
        assertThat(soon().authorization()).as("nobody has said so").contains("Bearer t1");

        token.suspect();
        assertThat(soon().authorization()).contains("Bearer t3");
    }

    @Test
    void aServerOfHttpAndSseIsAskedForItsStream() {
        token = token(new Way.Url(server.url("/sse"), Map.of(), Optional.of(AUTH), Way.Transport.SSE));
        assertThat(soon().authorization()).contains("Bearer t1");

        server.given.incrementAndGet();
        token.suspect();
        clock.advance(Duration.ofSeconds(20));
        assertThat(soon().authorization()).contains("Bearer t3");
    }

    @Test
    void whyThereIsNoneIsTold() {
        server.givesNone = true;
        assertThat(soon().failure()).contains("invalid_client").doesNotContain("a secret");
        assertThat(aside).as("not again at once").isEmpty();

        server.givesNone = false;
        clock.advance(Duration.ofSeconds(16));
        assertThat(soon().authorization()).contains("Bearer t1");

        server.givesNone = true;
        clock.advance(Duration.ofSeconds(50));
        assertThat(soon().authorization()).as("good for a while yet").contains("Bearer t1");
        clock.advance(Duration.ofSeconds(60));
        assertThat(soon().authorization()).isEmpty();
    }
}
