package org.mcpcoordinator.testing;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.mcpcoordinator.balance.Attempt;
import org.mcpcoordinator.balance.Balance;
import org.mcpcoordinator.balance.Balancing;
import org.mcpcoordinator.balance.CopyView;
import org.mcpcoordinator.balance.Rules;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;

/** A balance with one server of two copies; the first one could not be reached. */
public final class TestingBalancing extends Balancing {
    private final Balance balance;
    private final String server;

    public TestingBalancing(String server) {
        this.server = server;
        Traffic traffic = new Traffic();
        Random random = new Random(1);
        balance = new Balance(
                Rules.USUAL,
                address -> new CallCount(traffic.at(address)),
                () -> 0,
                () -> random,
                Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
        List<Route> copies = List.of(copy(0), copy(1));
        balance.refresh(new RouteTable(Map.of(server, copies), Set.of(server)));
        Attempt attempt = balance.begin(copies.get(0), false);
        attempt.unreachable();
        attempt.end();
    }

    private Route copy(int replica) {
        return new Route(server, replica, URI.create("http://127.0.0.1:" + (3100 + replica) + "/mcp"), Map.of());
    }

    @Override
    public Balance balance() {
        return balance;
    }

    @Override
    public List<CopyView> look(String asked) {
        return balance.look(asked);
    }
}
