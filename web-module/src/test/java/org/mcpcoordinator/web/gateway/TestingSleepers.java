package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.client.SessionOpening;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.standby.Offer;
import org.mcpcoordinator.standby.Sleepers;

/** Servers that sleep as a test says: one offer, and what happens when one is to be woken. Sessions are real ones. */
final class TestingSleepers implements Sleepers {
    volatile @Nullable Offer offer;
    volatile Consumer<String> waking = server -> {};
    final AtomicInteger wakes = new AtomicInteger();
    final AtomicInteger sessions = new AtomicInteger();
    final Set<String> changed = ConcurrentHashMap.newKeySet();
    volatile boolean stopping;
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public CompletableFuture<Optional<Offer>> offer(String definitionHash) {
        return CompletableFuture.supplyAsync(() -> Optional.ofNullable(offer));
    }

    @Override
    public boolean wake(String server) {
        wakes.incrementAndGet();
        waking.accept(server);
        return !stopping;
    }

    @Override
    public void changed(String server) {
        changed.add(server);
    }

    @Override
    public CompletableFuture<String> session(Route route, @Nullable ObjectNode params, Duration most) {
        sessions.incrementAndGet();
        return SessionOpening.open(http, route.address(), route.headers(), most, "test", params);
    }

    @Override
    public CompletableFuture<Void> endSession(Route route, String session) {
        return SessionOpening.end(http, route.address(), route.headers(), session);
    }
}
