package org.mcpcoordinator.balance;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;

/** A balance of one server whose time stands still until it is moved, and whose chance is always the same. */
final class TestingBalance {
    static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    final AtomicLong nanos = new AtomicLong(Duration.ofHours(-1).toNanos());
    final Traffic traffic = new Traffic();
    final Balance balance;
    private List<Route> routes = List.of();

    TestingBalance(Rules rules, int copies) {
        Random random = new Random(7);
        balance = new Balance(
                rules,
                address -> new CallCount(traffic.at(address)),
                nanos::get,
                () -> random,
                Clock.fixed(T0, ZoneOffset.UTC));
        route(IntStream.range(0, copies).toArray());
    }

    TestingBalance(int copies) {
        this(Rules.USUAL, copies);
    }

    /** One whose copies have been there for long. */
    static TestingBalance warm(int copies) {
        TestingBalance warm = new TestingBalance(copies);
        warm.pass(Duration.ofHours(1));
        return warm;
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** These copies are routed now. */
    void route(int... replicas) {
        routes = IntStream.of(replicas).mapToObj(TestingBalance::copy).toList();
        table(Set.of());
    }

    /** The same, while others are drained. */
    void drain(Set<Integer> drained, int... replicas) {
        routes = IntStream.of(replicas).mapToObj(TestingBalance::copy).toList();
        table(drained);
    }

    private void table(Set<Integer> drained) {
        Map<String, List<Route>> all = new HashMap<>();
        if (!routes.isEmpty()) {
            all.put("s", routes);
        }
        balance.refresh(new RouteTable(
                all,
                Set.of("s"),
                Set.of(),
                Map.of(),
                drained.stream()
                        .map(replica -> new InstanceKey("s", replica))
                        .collect(java.util.stream.Collectors.toSet())));
    }

    static Route copy(int replica) {
        return new Route("s", replica, URI.create("http://127.0.0.1:" + (3100 + replica) + "/mcp"), Map.of());
    }

    int chosen() {
        return balance.choose("s", routes).replica();
    }

    Attempt begin(int replica) {
        return balance.begin(copy(replica), false);
    }

    /** A call there that fails so. */
    void fail(int replica, int times) {
        for (int i = 0; i < times; i++) {
            Attempt attempt = begin(replica);
            attempt.answered(502);
            attempt.end();
        }
    }

    /** A call there that is answered after so long. */
    void answer(int replica, Duration after) {
        Attempt attempt = begin(replica);
        pass(after);
        attempt.answered(200);
        attempt.end();
    }

    /** How often each copy is chosen of so many times, while each call is answered at once. */
    Map<Integer, Integer> shares(int calls) {
        Map<Integer, Integer> shares = new TreeMap<>();
        for (int i = 0; i < calls; i++) {
            int replica = chosen();
            shares.merge(replica, 1, Integer::sum);
            answer(replica, Duration.ZERO);
        }
        return shares;
    }

    CopyView look(int replica) {
        return balance.look("s").stream()
                .filter(view -> view.replica() == replica)
                .findFirst()
                .orElseThrow();
    }
}
