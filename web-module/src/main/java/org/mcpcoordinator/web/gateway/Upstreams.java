package org.mcpcoordinator.web.gateway;

import io.undertow.UndertowOptions;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientStatistics;
import io.undertow.client.UndertowClient;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.ConnectionPoolManager;
import io.undertow.server.handlers.proxy.ProxyCallback;
import io.undertow.server.handlers.proxy.ProxyConnection;
import io.undertow.server.handlers.proxy.ProxyConnectionPool;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.outbound.Outbound;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.ssl.XnioSsl;

/**
 * Kept-alive connections to the servers, one pool for each address. Undertow's own pool: each I/O thread has
 * connections of its own, so that a call never changes threads.
 */
final class Upstreams {
    private static final Logger LOG = Logger.getLogger(Upstreams.class);
    private static final OptionMap OPTIONS = OptionMap.builder()
            .set(UndertowOptions.ENABLE_HTTP2, false)
            // What is written in two pieces would else wait for the server's system to confirm the first, up to 40 ms.
            .set(Options.TCP_NODELAY, true)
            // So that it is known whether anything of a request has been taken.
            .set(UndertowOptions.ENABLE_STATISTICS, true)
            .set(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS")
            .getMap();
    private static final int QUEUE = 1024;
    private static final int KEPT_IDLE = 0;
    private static final long IDLE_MILLIS = 30_000;

    /** A name is looked up again so long after it was, when the next call comes. */
    private static final long KNOWN_NANOS = Duration.ofSeconds(10).toNanos();

    private final Map<URI, Pool> pools = new ConcurrentHashMap<>();
    private final Outbound outbound;
    private final int connections;
    private volatile RouteTable swept = RouteTable.EMPTY;

    Upstreams(int connections) {
        this(connections, Outbound.toServers());
    }

    Upstreams(int connections, Outbound outbound) {
        this.connections = connections;
        this.outbound = outbound;
    }

    /**
     * Connections to one address.
     *
     * @param connected what its name led to, and was found to be allowed
     * @param named true if it has a name, which may lead elsewhere by now
     */
    private record Pool(URI connected, boolean named, long since, ProxyConnectionPool connections) {
        boolean isKnown() {
            return !named || System.nanoTime() - since < KNOWN_NANOS;
        }
    }

    /** Gives a connection to the route's server, at once or when one is free; must be called on an I/O thread. */
    void connect(Route route, HttpServerExchange exchange, ProxyCallback<ProxyConnection> then) {
        URI address = route.address();
        Pool pool = pools.get(address);
        if (pool != null && pool.isKnown()) {
            take(pool, exchange, then);
        } else if (Outbound.hasName(address)) {
            lookUp(address, exchange, then);
        } else {
            take(pools.computeIfAbsent(address, fresh -> open(fresh, fresh, exchange)), exchange, then);
        }
    }

    private static void take(Pool pool, HttpServerExchange exchange, ProxyCallback<ProxyConnection> then) {
        pool.connections().connect(null, exchange, then, -1, TimeUnit.MILLISECONDS, false);
    }

    /** Aside, because it may wait for a name server; what has been found is what is connected to. */
    private void lookUp(URI address, HttpServerExchange exchange, ProxyCallback<ProxyConnection> then) {
        try {
            exchange.getConnection().getWorker().execute(() -> {
                Pool pool = found(address, exchange);
                exchange.getIoThread().execute(() -> {
                    if (pool == null) {
                        then.failed(exchange);
                    } else {
                        take(pool, exchange, then);
                    }
                });
            });
        } catch (RejectedExecutionException stopping) {
            then.failed(exchange);
        }
    }

    private @Nullable Pool found(URI address, HttpServerExchange exchange) {
        try {
            Pool before = pools.get(address);
            URI pinned = outbound.pinned(address, before == null ? null : before.connected());
            return pools.compute(address, (same, known) -> {
                if (known != null && known.connected().equals(pinned)) {
                    return new Pool(pinned, true, System.nanoTime(), known.connections());
                }
                if (known != null) {
                    known.connections().close();
                }
                return open(address, pinned, exchange);
            });
        } catch (IOException refusedOrUnknown) {
            LOG.debugf("%s is not connected to: %s", address, refusedOrUnknown.getMessage());
            Pool stale = pools.remove(address);
            if (stale != null) {
                stale.connections().close();
            }
            return null;
        }
    }

    /** Bytes of all requests that the system has taken for this connection so far. */
    static long written(ClientConnection connection) {
        ClientStatistics statistics = connection.getStatistics();
        return statistics == null ? -1 : statistics.getWritten();
    }

    /** Closes the pools of addresses nobody is routed to any more; does nothing if the table is still the same. */
    @SuppressWarnings("ReferenceEquality") // tables are replaced, never changed: the same one is the same object
    void sweep(RouteTable table) {
        if (swept == table) {
            return;
        }
        swept = table;
        Set<URI> routed = table.routes().values().stream()
                .flatMap(copies -> copies.stream().map(Route::address))
                .collect(Collectors.toSet());
        pools.entrySet().removeIf(entry -> {
            boolean gone = !routed.contains(entry.getKey());
            if (gone) {
                entry.getValue().connections().close();
            }
            return gone;
        });
    }

    /** Closes all connections that are not in use; the others close when their calls end. */
    void close() {
        pools.values().forEach(pool -> pool.connections().close());
        pools.clear();
    }

    /**
     * Ends a connection now. Closing Undertow's client connection would first read what the server may still send, for 10 s;
     * so the bare connection is taken back from it.
     */
    static void cut(ClientConnection connection) {
        if (!connection.isOpen()) {
            return;
        }
        try {
            IoUtils.safeClose(connection.performUpgrade());
        } catch (IOException closed) {
            LOG.debugf("A connection was closed already: %s", closed.getMessage());
        }
    }

    private Pool open(URI address, URI connected, HttpServerExchange exchange) {
        // A certificate must carry the name, whatever number it led to.
        OptionMap options = OptionMap.builder()
                .addAll(OPTIONS)
                .set(Options.SSL_PEER_HOST_NAME, Outbound.nameOf(address))
                .getMap();
        ProxyConnectionPool pool = new ProxyConnectionPool(
                new Sizes(connections), connected, ssl(address, exchange), UndertowClient.getInstance(), options);
        return new Pool(connected, Outbound.hasName(address), System.nanoTime(), pool);
    }

    private @Nullable XnioSsl ssl(URI address, HttpServerExchange exchange) {
        if (!"https".equalsIgnoreCase(address.getScheme())) {
            return null;
        }
        Xnio xnio = exchange.getConnection().getWorker().getXnio();
        return new UndertowXnioSsl(xnio, OptionMap.EMPTY, outbound.tls(address));
    }

    /**
     * How large a pool gets. A failed connection is reported and nothing more: whether a server is away is told by
     * health, not by the pool.
     */
    private record Sizes(int connections) implements ConnectionPoolManager {
        @Override
        public int getProblemServerRetry() {
            return -1;
        }

        @Override
        public int getMaxConnections() {
            return connections;
        }

        @Override
        public int getMaxCachedConnections() {
            return connections;
        }

        @Override
        public int getSMaxConnections() {
            return KEPT_IDLE;
        }

        @Override
        public long getTtl() {
            return IDLE_MILLIS;
        }

        @Override
        public int getMaxQueueSize() {
            return QUEUE;
        }

        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        public boolean handleError() {
            return true;
        }

        @Override
        public boolean clearError() {
            return true;
        }
    }
}
