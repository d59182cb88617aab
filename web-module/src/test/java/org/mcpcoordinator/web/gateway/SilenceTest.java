package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.TestingGateway.PING;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import io.undertow.Undertow;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.balance.Rules;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;

/** Servers that take calls and do not answer, and servers that are taken out of traffic while they answer. */
class SilenceTest {
    private static final Duration LIMIT = Duration.ofSeconds(Figures.inFull() ? 5 : 1);
    /** What a machine that does something else may add. */
    private static final Duration BUSY = Duration.ofSeconds(5);

    private static final Rules RULES = TestingGateway.rules(
            Duration.ofSeconds(10),
            Duration.ofMillis(300),
            Figures.inFull() ? Rules.USUAL.drain() : Duration.ofMillis(1_500));
    /** How long a call takes of a server that is drained, and how soon all of them are over. */
    private static final Duration CALL = Duration.ofSeconds(Figures.inFull() ? 10 : 1);

    private static final Duration DRAINED =
            Figures.inFull() ? Duration.ofSeconds(15) : Duration.ofMillis(2_200).plus(BUSY);

    private final CountDownLatch answer = new CountDownLatch(1);
    private TestingGateway testing = new TestingGateway(new GatewayConfig(LIMIT, 100_000, 64), RULES);

    @AfterEach
    void close() throws Exception {
        answer.countDown();
        testing.close();
    }

    private CompletableFuture<HttpResponse<String>> send(String server) {
        return testing.client.sendAsync(
                testing.request("/mcp/s/" + server)
                        .POST(HttpRequest.BodyPublishers.ofString(PING))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void table(Map<String, List<Route>> routes, Set<InstanceKey> drained) {
        testing.table(new RouteTable(routes, Set.of("s", "other"), Set.of(), Map.of(), drained));
    }

    private static Route route(String server, int replica, Undertow at) {
        return new Route(server, replica, mcp(at), Map.of());
    }

    @Test
    void aServerThatNeverAnswersIsNotCalledAnyMoreAndOthersDoNotNotice() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        Undertow hole = testing.started(exchange -> {
            if (answer.getCount() == 0) {
                exchange.getResponseSender().send("back");
            } else {
                reached.incrementAndGet();
                exchange.dispatch(exchange.getIoThread(), () -> {});
            }
        });
        Undertow well = testing.blocking(TestingGateway::body);
        table(Map.of("s", List.of(route("s", 0, hole)), "other", List.of(route("other", 0, well))), Set.of());
        Crowd.call(500, 2, number -> testing.post("other", PING));
        long before = Crowd.p95(Crowd.call(500, 2, number -> testing.post("other", PING)));

        List<CompletableFuture<HttpResponse<String>>> hanging = new ArrayList<>();
        AtomicLong last = new AtomicLong();
        long begun = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            hanging.add(send("s").whenComplete((timedOut, failure) -> last.set(System.nanoTime())));
        }
        long during = Crowd.p95(Crowd.call(500, 2, number -> testing.post("other", PING)));
        for (CompletableFuture<HttpResponse<String>> each : hanging) {
            assertThat(each.get().statusCode()).isEqualTo(504);
        }
        Duration took = Duration.ofNanos(last.get() - begun);
        assertThat(took)
                .isBetween(
                        LIMIT.multipliedBy(9).dividedBy(10),
                        Figures.inFull() ? LIMIT.multipliedBy(11).dividedBy(10) : LIMIT.plus(BUSY));

        long refusedAt = System.nanoTime();
        HttpResponse<String> refused = testing.post("s", PING);
        assertThat(Duration.ofNanos(System.nanoTime() - refusedAt))
                .isLessThan(LIMIT.dividedBy(2).plus(BUSY));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("SERVER_STALLED", "\"id\":7");
        assertThat(refused.headers().firstValueAsLong("retry-after")).hasValue(1);
        assertThat(reached).hasValue(20);
        Figures.note(
                "G6 20 calls not answered: 504 after %d ms of %d; p95 of another server %.2f ms, %.2f ms before",
                took.toMillis(), LIMIT.toMillis(), during / 1e3, before / 1e3);
        // Both figures are a few hundred microseconds: what else runs on the machine counts more than a tenth of that.
        assertThat(during)
                .as("p95 in microseconds, %d before", before)
                .isLessThan(before * 11 / 10 + (Figures.inFull() ? 5_000 : 100_000));

        answer.countDown();
        TestingGateway.until(() -> testing.post("s", PING).statusCode() == 200);
        assertThat(testing.balance.paused()).isZero();
    }

    @Test
    void onlySoManyCallsWaitForOneServerTheNextIsRefusedAtOnce() throws Exception {
        testing.close();
        Rules few = new Rules(
                RULES.slowStart(),
                RULES.alike(),
                RULES.failures(),
                RULES.ejection(),
                RULES.longestEjection(),
                RULES.ejectedPercent(),
                1_000,
                RULES.pause(),
                RULES.longestPause(),
                8,
                4,
                RULES.drain());
        testing = new TestingGateway(new GatewayConfig(Duration.ofSeconds(10), 100_000, 64), few);
        Undertow hole = testing.blocking(exchange -> {
            answer.await();
            exchange.getResponseSender().send("late");
        });
        table(Map.of("s", List.of(route("s", 0, hole))), Set.of());
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(send("s"));
        }
        TestingGateway.until(() -> testing.figures.inFlight() == 8);
        HttpResponse<String> refused = testing.post("s", PING);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("SERVER_BUSY", "8 calls wait");
        assertThat(refused.headers().firstValueAsLong("retry-after")).hasValue(1);
        answer.countDown();
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(each.get().statusCode()).isEqualTo(200);
        }
        assertThat(testing.post("s", PING).statusCode()).isEqualTo(200);
    }

    @Test
    void aDrainedCopyFinishesItsCallsGetsNoneAndEndsThoseThatTakeTooLong() throws Exception {
        testing.close();
        testing = new TestingGateway(new GatewayConfig(Duration.ofSeconds(20), 100_000, 64), RULES);
        AtomicInteger reached = new AtomicInteger();
        Undertow slow = testing.started(exchange -> {
            boolean ends = reached.incrementAndGet() <= 100;
            exchange.dispatch(exchange.getIoThread(), () -> {
                if (ends) {
                    exchange.getIoThread()
                            .executeAfter(
                                    () -> exchange.getResponseSender().send("done"),
                                    CALL.toMillis(),
                                    TimeUnit.MILLISECONDS);
                }
            });
        });
        Undertow next = testing.blocking(exchange -> {
            TestingGateway.body(exchange);
            exchange.getResponseSender().send("next");
        });
        Route drained = route("s", 0, slow);
        table(Map.of("s", List.of(drained)), Set.of());
        List<CompletableFuture<HttpResponse<String>>> ending = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> endless = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ending.add(send("s"));
        }
        TestingGateway.until(() -> reached.get() == 100);
        for (int i = 0; i < 20; i++) {
            endless.add(send("s"));
        }
        TestingGateway.until(() -> reached.get() == 120);
        long mark = System.nanoTime();
        table(Map.of("s", List.of(route("s", 1, next))), Set.of(drained.key()));

        for (int i = 0; i < 50; i++) {
            assertThat(testing.post("s", PING).body()).isEqualTo("next");
        }
        for (CompletableFuture<HttpResponse<String>> each : ending) {
            assertThat(each.get().body()).isEqualTo("done");
        }
        for (CompletableFuture<HttpResponse<String>> each : endless) {
            assertThat(each.get().statusCode()).isEqualTo(503);
            assertThat(each.get().body()).contains("SERVER_DRAINED");
        }
        Duration took = Duration.ofNanos(System.nanoTime() - mark);
        Figures.note(
                "G9 drained with 100 calls of %d s and 20 endless ones: 100 answered, %d ended, %d new, all over after %d ms",
                CALL.toSeconds(), testing.balance.figures().forced(), reached.get() - 120, took.toMillis());
        assertThat(took).isLessThan(DRAINED);
        assertThat(reached).as("none after the mark").hasValue(120);
        assertThat(testing.balance.figures().forced()).isEqualTo(20);
        TestingGateway.until(() -> testing.traffic.quiet(mcp(slow).toString()));
    }

    /** Measures only: how many connections to one server are enough. */
    @Test
    void moreConnectionsThanCallsAtATimeBringNothing() throws Exception {
        Assumptions.assumeTrue(Figures.inFull(), "in the profile endurance");
        for (int connections : List.of(4, 16, 64, 256, 2_000)) {
            testing.close();
            testing = new TestingGateway(new GatewayConfig(Duration.ofSeconds(20), 100_000, connections), RULES);
            Undertow slow = testing.started(exchange -> exchange.dispatch(
                    exchange.getIoThread(),
                    () -> exchange.getIoThread()
                            .executeAfter(() -> exchange.getResponseSender().send("done"), 10, TimeUnit.MILLISECONDS)));
            testing.route("s", mcp(slow));
            for (int callers : List.of(64, 256)) {
                Crowd.call(4_000, callers, number -> testing.post("s", PING));
                long begun = System.nanoTime();
                List<Crowd.Answer> answers = Crowd.call(20_000, callers, number -> testing.post("s", PING));
                double seconds = (System.nanoTime() - begun) / 1e9;
                Figures.note(
                        "connections %d for each I/O thread: %d callers of a server that takes 10 ms:"
                                + " %.0f calls/s, p95 %.1f, p99 %.1f ms",
                        connections,
                        callers,
                        20_000 / seconds,
                        Crowd.percentile(answers, 95) / 1e3,
                        Crowd.percentile(answers, 99) / 1e3);
                assertThat(Crowd.good(answers)).isEqualTo(20_000);
            }
        }
    }
}
