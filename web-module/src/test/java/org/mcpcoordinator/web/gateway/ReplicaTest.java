package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcpcoordinator.web.gateway.TestingGateway.PING;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import io.undertow.Undertow;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.routing.Route;

class ReplicaTest {
    private final TestingGateway testing = new TestingGateway();

    @AfterEach
    void close() throws Exception {
        testing.close();
    }

    private Undertow named(String name) {
        return testing.blocking(exchange -> {
            TestingGateway.body(exchange);
            String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
            exchange.getResponseHeaders().put(Headline.SESSION_ID, session == null ? "session-" + name : session);
            exchange.getResponseSender().send(name);
        });
    }

    @Test
    void copiesAreCalledInTurn() throws Exception {
        testing.route("s", mcp(named("a")), mcp(named("b")), mcp(named("c")));
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            order.append(testing.post("s", PING).body());
        }
        assertThat(order).containsSubsequence("a", "b", "c", "a", "b", "c");
        assertThat(order.chars().filter(c -> c == 'a').count()).isEqualTo(3);
    }

    @Test
    void aSessionStaysOnItsCopy() throws Exception {
        testing.route("s", mcp(named("a")), mcp(named("b")));
        HttpResponse<String> first = testing.post("s", PING);
        String session = first.headers().firstValue("Mcp-Session-Id").orElseThrow();
        for (int i = 0; i < 10; i++) {
            assertThat(testing.post("s", PING, "Mcp-Session-Id", session).body())
                    .isEqualTo(first.body());
        }
    }

    @Test
    void aStraySessionIdInAModernRequestCountsForNothing() throws Exception {
        testing.route("s", mcp(named("a")), mcp(named("b")));
        String session =
                testing.post("s", PING).headers().firstValue("Mcp-Session-Id").orElseThrow();
        String both = testing.post("s", PING, "Mcp-Session-Id", session, "MCP-Protocol-Version", "2026-07-28")
                        .body()
                + testing.post("s", PING, "Mcp-Session-Id", session, "MCP-Protocol-Version", "2026-07-28")
                        .body();
        assertThat(both.chars().sorted().mapToObj(Character::toString).toList()).containsExactly("a", "b");
    }

    @Test
    void anotherCallersSessionIs404AndNeverReachesAServer() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Undertow server = testing.blocking(exchange -> {
            calls.incrementAndGet();
            exchange.getResponseHeaders().put(Headline.SESSION_ID, "adas");
        });
        testing.route("s", mcp(server));
        testing.post("s", PING);
        HttpResponse<String> stolen = testing.post("s", PING, "Mcp-Session-Id", "adas", "Test-Caller", "bob");
        assertThat(stolen.statusCode()).isEqualTo(404);
        assertThat(stolen.body()).contains("SESSION_ENDED");
        assertThat(testing.post("s", PING, "Mcp-Session-Id", "adas").statusCode())
                .isEqualTo(200);
        assertThat(calls).hasValue(2);
    }

    @Test
    void aSessionWhoseCopyIsGoneMustBeInitializedAgain() throws Exception {
        URI a = mcp(named("a"));
        testing.route("s", a);
        String session =
                testing.post("s", PING).headers().firstValue("Mcp-Session-Id").orElseThrow();
        testing.routeCopies("s", List.of(new Route("s", 1, mcp(named("b")), Map.of())));
        HttpResponse<String> gone = testing.post("s", PING, "Mcp-Session-Id", session);
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("SESSION_ENDED");
    }

    @Test
    void aCopyThatRefusesIsPassedOverOnce() throws Exception {
        testing.route("s", mcp(testing.closedPort()), mcp(named("b")));
        for (int i = 0; i < 6; i++) {
            assertThat(testing.post("s", PING).body()).isEqualTo("b");
        }
        TestingGateway.until(() -> testing.figures.calls() == 6);
        assertThat(testing.figures.failures()).isZero();
    }

    @Test
    void twoCopiesThatRefuseAreOneAnswer() throws Exception {
        testing.route("s", mcp(testing.closedPort()), mcp(testing.closedPort()), mcp(testing.closedPort()));
        assertThat(testing.post("s", PING).statusCode()).isEqualTo(503);
    }

    @Test
    void aCallWaitsWhileOneProcessFollowsAnotherAndIsSentOnce() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Undertow next = testing.blocking(exchange -> {
            calls.incrementAndGet();
            exchange.getResponseSender().send(TestingGateway.body(exchange));
        });
        testing.coming("s");
        CompletableFuture<HttpResponse<String>> call = testing.client.sendAsync(
                testing.request("/mcp/s/s")
                        .POST(HttpRequest.BodyPublishers.ofString(PING))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThatThrownBy(() -> call.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        testing.route("s", mcp(next));

        assertThat(call.get(10, TimeUnit.SECONDS).body()).isEqualTo(PING);
        assertThat(calls).hasValue(1);
    }

    @Test
    void aServerThatDoesNotComeAfterAllIsAwayAtOnce() throws Exception {
        testing.coming("s");
        CompletableFuture<HttpResponse<String>> call = testing.client.sendAsync(
                testing.request("/mcp/s/s")
                        .POST(HttpRequest.BodyPublishers.ofString(PING))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        testing.routeCopies("other", List.of());
        assertThat(call.get(10, TimeUnit.SECONDS).statusCode()).isIn(404, 503);
    }

    @Test
    void callsUnderWayAreCountedByAddressUntilTheyEnd() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        Undertow server = testing.blocking(exchange -> {
            answer.await();
            exchange.getResponseSender().send("late");
        });
        String address = mcp(server).toString();
        testing.route("s", mcp(server));
        CompletableFuture<HttpResponse<String>> call = testing.client.sendAsync(
                testing.request("/mcp/s/s")
                        .POST(HttpRequest.BodyPublishers.ofString(PING))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        TestingGateway.until(() -> !testing.traffic.quiet(address));
        testing.route("s", mcp(named("next")));
        assertThat(testing.post("s", PING).body()).isEqualTo("next");
        answer.countDown();

        assertThat(call.get(10, TimeUnit.SECONDS).body()).isEqualTo("late");
        TestingGateway.until(() -> testing.traffic.quiet(address));
    }
}
