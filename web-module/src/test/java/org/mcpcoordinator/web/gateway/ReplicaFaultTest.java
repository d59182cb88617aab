package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.balance.CopyView;
import org.mcpcoordinator.balance.Rules;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;

/** Copies that die, fail or have just come, and what their callers notice of it. */
class ReplicaFaultTest {
    private static final int CALLS = Figures.calls();

    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\"}";

    private final List<TestingGateway> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (TestingGateway each : opened) {
            each.close();
        }
    }

    private TestingGateway gateway(Rules rules) {
        TestingGateway gateway = new TestingGateway(new GatewayConfig(Duration.ofSeconds(20), 1024 * 1024, 64), rules);
        opened.add(gateway);
        return gateway;
    }

    private static String call(int number, String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + number + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{}}}";
    }

    /** Answers, and counts what it got by its body. */
    private static HttpHandler counting(Map<String, AtomicInteger> got) {
        return exchange -> {
            String body = TestingGateway.body(exchange);
            got.computeIfAbsent(body, fresh -> new AtomicInteger()).incrementAndGet();
            exchange.getResponseSender().send(body);
        };
    }

    private static int sum(Map<String, AtomicInteger> got) {
        return got.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    @Test
    void whenACopyDiesCallsThatOnlyReadGoOn() throws Exception {
        TestingGateway testing = gateway(TestingGateway.CALM);
        Map<String, AtomicInteger> got = new ConcurrentHashMap<>();
        Undertow dying = testing.blocking(counting(got));
        testing.route("s", mcp(dying), mcp(testing.blocking(counting(got))), mcp(testing.blocking(counting(got))));
        AtomicBoolean killed = new AtomicBoolean();
        List<Crowd.Answer> answers = Crowd.call(CALLS, 16, number -> {
            if (number >= CALLS / 4 && killed.compareAndSet(false, true)) {
                dying.stop();
            }
            return testing.post("s", LIST);
        });
        Figures.note(
                "G3 a copy of three stopped: %d of %d calls lost, %d sent once more, sent in all %d",
                CALLS - Crowd.good(answers), CALLS, testing.balance.figures().retries(), sum(got));
        assertThat(CALLS - Crowd.good(answers)).as("lost").isLessThanOrEqualTo(CALLS / 1_000);
        assertThat(testing.balance.ejected()).isEqualTo(1);
        assertThat(testing.balance.look("s").get(0).state()).isEqualTo(CopyView.State.EJECTED);
        assertThat(sum(got)).isLessThanOrEqualTo(CALLS * 12 / 10);
    }

    @Test
    void copiesThatOnlyFailAreLeftAloneUpToTheShareThatMayBe() throws Exception {
        for (int failing : List.of(30, 60)) {
            TestingGateway testing = gateway(TestingGateway.CALM);
            Undertow server = testing.blocking(exchange -> {
                TestingGateway.body(exchange);
                int copy = Integer.parseInt(exchange.getRelativePath().substring(1));
                exchange.setStatusCode(copy < failing ? 502 : 200);
            });
            URI[] copies = new URI[100];
            for (int i = 0; i < copies.length; i++) {
                copies[i] = URI.create("http://127.0.0.1:" + TestingGateway.port(server) + "/" + i);
            }
            testing.route("s", copies);
            int most = Math.min(failing, 50);
            long begun = System.nanoTime();
            TestingGateway.until(() -> {
                Crowd.call(200, 8, number -> testing.post("s", call(number, "pay")));
                assertThat(testing.balance.ejected()).isLessThanOrEqualTo(most);
                return testing.balance.ejected() == most;
            });
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Figures.note("G4 %d of 100 copies fail: %d left alone after %d ms", failing, most, took.toMillis());
            assertThat(took).isLessThan(Duration.ofSeconds(10));
            List<Crowd.Answer> later = Crowd.call(400, 8, number -> testing.post("s", call(number, "pay")));
            assertThat(testing.balance.ejected()).isEqualTo(most);
            if (failing == 30) {
                assertThat(Crowd.good(later)).as("nobody meets those that fail").isEqualTo(400);
            }
        }
    }

    @Test
    void withAllCopiesDownTheAnswerIsThereAtOnceAndNobodyElseIsCalled() throws Exception {
        TestingGateway testing = gateway(TestingGateway.CALM);
        Map<String, AtomicInteger> crossed = new ConcurrentHashMap<>();
        URI other = mcp(testing.blocking(counting(crossed)));
        List<Route> down = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            down.add(new Route("s", i, mcp(testing.closedPort()), Map.of()));
        }
        testing.table(new RouteTable(
                Map.of("s", down, "other", List.of(new Route("other", 0, other, Map.of()))), Set.of("s", "other")));
        testing.post("s", LIST);
        List<Crowd.Answer> answers = Crowd.call(100, 1, number -> testing.post("s", call(number, "pay")));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("SERVER_AWAY", "\"id\":" + answer.number(), "\"jsonrpc\":\"2.0\"");
        });
        Figures.note(
                "G5 all copies down: 503 with p95 %.1f ms, slowest %.1f ms, %d calls elsewhere",
                Crowd.p95(answers) / 1e3,
                answers.stream().mapToLong(Crowd.Answer::micros).max().orElse(0) / 1e3,
                sum(crossed));
        assertThat(Crowd.p95(answers)).as("microseconds").isLessThan(50_000);
        assertThat(crossed).isEmpty();
    }

    /** Half of the copies fail, by an error, by breaking off, and none of them is left alone. */
    private TestingGateway halfFailing(Map<String, AtomicInteger> got) {
        TestingGateway testing = gateway(TestingGateway.CALM.ejecting(0));
        Undertow refusing = testing.blocking(exchange -> {
            exchange.setStatusCode(500);
            counting(got).handleRequest(exchange);
        });
        Undertow good = testing.blocking(counting(got));
        Undertow alsoGood = testing.blocking(counting(got));
        testing.route("s", mcp(good), mcp(failing(testing, got)), mcp(alsoGood), mcp(refusing));
        return testing;
    }

    private static Undertow failing(TestingGateway testing, Map<String, AtomicInteger> got) {
        return testing.blocking(exchange -> {
            String body = TestingGateway.body(exchange);
            got.computeIfAbsent(body, fresh -> new AtomicInteger()).incrementAndGet();
            exchange.getConnection().close();
        });
    }

    @Test
    void aCallThatMayChangeSomethingIsSentOnceHoweverManyCopiesFail() throws Exception {
        Map<String, AtomicInteger> got = new ConcurrentHashMap<>();
        TestingGateway testing = halfFailing(got);
        testing.willing.add("s/read");
        List<Crowd.Answer> answers = Crowd.call(CALLS, 16, number -> testing.post("s", call(number, "pay")));
        assertThat(answers).hasSize(CALLS);
        Figures.note(
                "G7 half of four copies fail, calls that may change something: %d calls, %d sent, %d twice",
                CALLS,
                sum(got),
                got.values().stream().filter(times -> times.get() > 1).count());
        assertThat(got.values())
                .as("never twice")
                .allSatisfy(times -> assertThat(times).hasValue(1));
        assertThat(sum(got)).as("and each once").isEqualTo(CALLS);
        assertThat(testing.balance.figures().retries()).isZero();
    }

    @Test
    void callsThatMayBeRepeatedAreAFifthMoreAtMost() throws Exception {
        Map<String, AtomicInteger> got = new ConcurrentHashMap<>();
        TestingGateway testing = halfFailing(got);
        testing.willing.add("s/read");
        List<Crowd.Answer> answers = Crowd.call(CALLS, 16, number -> testing.post("s", call(number, "read")));
        Figures.note(
                "G7 the same, calls that may be repeated: %d calls, %d sent (%.3f), %d good",
                CALLS, sum(got), (double) sum(got) / CALLS, Crowd.good(answers));
        assertThat(sum(got)).isBetween(CALLS * 11 / 10, CALLS * 12 / 10 + 30);
        assertThat(Crowd.good(answers)).isGreaterThan(CALLS * 55 / 100);
        assertThat(testing.balance.figures().retriesDenied()).isPositive();
    }

    @Test
    void aLongRequestIsSentOnceWhateverItsMethod() throws Exception {
        Map<String, AtomicInteger> got = new ConcurrentHashMap<>();
        TestingGateway testing = gateway(TestingGateway.CALM);
        testing.route("s", mcp(failing(testing, got)), mcp(failing(testing, got)));
        String padded = LIST.replace("{\"jsonrpc\"", "{\"pad\":\"" + "x".repeat(70_000) + "\",\"jsonrpc\"");
        assertThat(testing.post("s", padded).statusCode()).isEqualTo(502);
        assertThat(sum(got)).isEqualTo(1);
        assertThat(testing.post("s", LIST).statusCode()).isEqualTo(502);
        assertThat(sum(got)).as("a short one goes to both").isEqualTo(3);
        String[] once = {
            "[" + LIST + "]",
            "{\"jsonrpc\":\"2.0\",\"method\":\"tools/list\"}",
            LIST.replace("tools/list", "x/y"),
            "no json"
        };
        for (String body : once) {
            testing.post("s", body);
        }
        assertThat(sum(got)).isEqualTo(3 + once.length);
    }

    @Test
    void whatIsRepeatedArrivesWholeAtTheOtherCopy() throws Exception {
        Map<String, AtomicInteger> got = new ConcurrentHashMap<>();
        TestingGateway testing = gateway(TestingGateway.CALM);
        testing.route("s", mcp(failing(testing, new ConcurrentHashMap<>())), mcp(testing.blocking(counting(got))));
        String padded = LIST.replace("{\"jsonrpc\"", "{\"pad\":\"" + "x".repeat(50_000) + "\",\"jsonrpc\"");
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> answer = testing.post("s", padded);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(padded);
        }
    }

    @Test
    void aCopyThatHasJustComeGetsATenthOfItsShareAtMostInTheFirstTenthOfItsTime() throws Exception {
        TestingGateway testing =
                gateway(TestingGateway.rules(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(14)));
        URI one = mcp(named(testing, "a"));
        URI two = mcp(named(testing, "b"));
        testing.route("s", one, two);
        testing.post("s", LIST);
        TestingGateway.until(
                () -> testing.balance.look("s").stream().allMatch(copy -> copy.state() == CopyView.State.CALLED));
        testing.route("s", one, two, mcp(named(testing, "late")));
        long begun = System.nanoTime();
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger late = new AtomicInteger();
        while (System.nanoTime() - begun < Duration.ofMillis(200).toNanos()) {
            calls.incrementAndGet();
            if (testing.post("s", LIST).body().equals("late")) {
                late.incrementAndGet();
            }
        }
        assertThat(calls.get()).isGreaterThan(20);
        Figures.note("G8 first tenth of the slow start: %d of %d calls to the third copy", late.get(), calls.get());
        // Chance decides each time: in the middle it gets half of that.
        assertThat(late.get()).as("of " + calls + " calls").isLessThanOrEqualTo(calls.get() / 3 / 10 + 5);
        TestingGateway.until(() -> testing.post("s", LIST).body().equals("late"));
    }

    private static Undertow named(TestingGateway testing, String name) {
        return testing.blocking(exchange -> {
            TestingGateway.body(exchange);
            exchange.getResponseSender().send(name);
        });
    }
}
