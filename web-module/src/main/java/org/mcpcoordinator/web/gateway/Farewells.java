package org.mcpcoordinator.web.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.routing.Route;

/** Sessions that are being ended at their servers: a few at a time, however many end at once. Safe for any thread. */
final class Farewells {
    private static final Logger LOG = Logger.getLogger(Farewells.class);
    private static final int AT_ONCE = 16;
    /** More than there are sessions. */
    private static final int MOST_WAITING = 200_000;

    private final BiFunction<Route, String, CompletableFuture<Void>> saying;
    private final Deque<Farewell> waiting = new ArrayDeque<>();
    private int underWay;

    /** @param saying ends a session at a server; nobody minds whether that fails */
    Farewells(BiFunction<Route, String, CompletableFuture<Void>> saying) {
        this.saying = saying;
    }

    private record Farewell(Route route, String session) {}

    /** It is ended, some time. */
    void say(Route route, String session) {
        synchronized (waiting) {
            if (waiting.size() >= MOST_WAITING) {
                LOG.debugf(
                        "A session of %s is left open: %d others are to be ended first", route.server(), MOST_WAITING);
                return;
            }
            waiting.add(new Farewell(route, session));
        }
        go();
    }

    private void go() {
        for (Farewell next = next(); next != null; next = next()) {
            CompletableFuture<Void> said = saying.apply(next.route(), next.session());
            if (said.isDone()) {
                done();
            } else {
                CompletableFuture<Void> unused = said.whenComplete((nothing, failure) -> {
                    done();
                    go();
                });
            }
        }
    }

    private @Nullable Farewell next() {
        synchronized (waiting) {
            if (underWay >= AT_ONCE || waiting.isEmpty()) {
                return null;
            }
            underWay++;
            return waiting.poll();
        }
    }

    private void done() {
        synchronized (waiting) {
            underWay--;
        }
    }
}
