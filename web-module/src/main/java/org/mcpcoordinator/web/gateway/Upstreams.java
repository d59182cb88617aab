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
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
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
            // So that it is known whether anything of a request has been taken.
            .set(UndertowOptions.ENABLE_STATISTICS, true)
            .set(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS")
            .getMap();
    private static final int QUEUE = 1024;
    private static final int KEPT_IDLE = 0;
    private static final long IDLE_MILLIS = 30_000;

    private final Map<URI, ProxyConnectionPool> pools = new ConcurrentHashMap<>();
    private final int connections;
    private volatile RouteTable swept = RouteTable.EMPTY;

    Upstreams(int connections) {
        this.connections = connections;
    }

    /** Gives a connection to the route's server, at once or when one is free; must be called on an I/O thread. */
    void connect(Route route, HttpServerExchange exchange, ProxyCallback<ProxyConnection> then) {
        at(route, exchange).connect(null, exchange, then, -1, TimeUnit.MILLISECONDS, false);
    }

    private ProxyConnectionPool at(Route route, HttpServerExchange exchange) {
        ProxyConnectionPool pool = pools.get(route.address());
        return pool != null ? pool : pools.computeIfAbsent(route.address(), address -> open(address, exchange));
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
                entry.getValue().close();
            }
            return gone;
        });
    }

    /** Closes all connections that are not in use; the others close when their calls end. */
    void close() {
        pools.values().forEach(ProxyConnectionPool::close);
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

    private ProxyConnectionPool open(URI address, HttpServerExchange exchange) {
        return new ProxyConnectionPool(
                new Sizes(connections), address, ssl(address, exchange), UndertowClient.getInstance(), OPTIONS);
    }

    private static @Nullable XnioSsl ssl(URI address, HttpServerExchange exchange) {
        if (!"https".equalsIgnoreCase(address.getScheme())) {
            return null;
        }
        Xnio xnio = exchange.getConnection().getWorker().getXnio();
        try {
            return new UndertowXnioSsl(
                    xnio, OptionMap.EMPTY, exchange.getConnection().getByteBufferPool(), SSLContext.getDefault());
        } catch (NoSuchAlgorithmException noDefault) {
            throw new IllegalStateException("this JVM has no usable default TLS context", noDefault);
        }
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
