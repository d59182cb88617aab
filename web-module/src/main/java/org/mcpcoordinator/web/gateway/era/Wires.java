package org.mcpcoordinator.web.gateway.era;

import io.undertow.UndertowOptions;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.UndertowClient;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.outbound.Outbound;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.XnioIoThread;
import org.xnio.ssl.XnioSsl;

/**
 * Connections to servers that are spoken to in another era than their callers'. Each I/O thread has its own, kept a moment
 * for the next request: not as long as servers keep idle ones, so that none is used that its server is about to close.
 * They are not the gateway's own, because a request here may outlive the exchange it came with.
 */
public final class Wires {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final long KEPT_NANOS = Duration.ofSeconds(3).toNanos();
    private static final int MOST_IDLE = 64;

    /** Of all answers that are being read, in bytes. */
    private static final long ROOM = 128L << 20;

    private static final OptionMap OPTIONS = OptionMap.builder()
            .set(UndertowOptions.ENABLE_HTTP2, false)
            .set(Options.TCP_NODELAY, true)
            .set(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS")
            .getMap();

    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, 256, 4);
    private final Map<XnioIoThread, Kept> threads = new ConcurrentHashMap<>();
    private final AtomicLong room = new AtomicLong(ROOM);
    private final Outbound outbound;
    private final Duration limit;

    /** @param limit until an answer begins, and until one that is no stream is whole */
    public Wires(Duration limit) {
        this(limit, Outbound.toServers());
    }

    Wires(Duration limit, Outbound outbound) {
        this.outbound = outbound;
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    /** Gives a connection; on that thread, which is told the outcome. */
    void take(XnioIoThread thread, URI address, ClientCallback<ClientConnection> then) {
        ClientConnection kept = of(thread).take(address);
        if (kept != null) {
            then.completed(kept);
        } else if (Outbound.hasName(address)) {
            lookUp(thread, address, then);
        } else {
            connect(thread, address, address, then);
        }
    }

    /** Aside, because it may wait for a name server. */
    private void lookUp(XnioIoThread thread, URI address, ClientCallback<ClientConnection> then) {
        try {
            thread.getWorker().execute(() -> {
                try {
                    URI pinned = outbound.pinned(address);
                    thread.execute(() -> connect(thread, pinned, address, then));
                } catch (IOException refusedOrUnknown) {
                    thread.execute(() -> then.failed(refusedOrUnknown));
                }
            });
        } catch (RejectedExecutionException stopping) {
            then.failed(new IOException(stopping));
        }
    }

    /** @param named the same with the name that its certificate must carry */
    private void connect(XnioIoThread thread, URI pinned, URI named, ClientCallback<ClientConnection> then) {
        if ("https".equalsIgnoreCase(pinned.getScheme())) {
            OptionMap options = OptionMap.builder()
                    .addAll(OPTIONS)
                    .set(Options.SSL_PEER_HOST_NAME, Outbound.nameOf(named))
                    .getMap();
            UndertowClient.getInstance().connect(then, pinned, thread, ssl(thread, named), buffers, options);
        } else {
            UndertowClient.getInstance().connect(then, pinned, thread, buffers, OPTIONS);
        }
    }

    /** Takes it back after a whole answer; on its thread. */
    void give(XnioIoThread thread, URI address, ClientConnection connection) {
        if (connection.isOpen()) {
            of(thread).give(address, connection);
        }
    }

    /**
     * Ends it now. Closing Undertow's client connection would first read what the server may still send; so the bare
     * connection is taken back from it.
     */
    static void cut(ClientConnection connection) {
        if (!connection.isOpen()) {
            return;
        }
        try {
            IoUtils.safeClose(connection.performUpgrade());
        } catch (IOException closed) {
            IoUtils.safeClose(connection);
        }
    }

    /** True if so many bytes more of an answer may be kept; then they are given back. */
    boolean room(int bytes) {
        if (room.addAndGet(-bytes) >= 0) {
            return true;
        }
        room.addAndGet(bytes);
        return false;
    }

    void giveRoom(long bytes) {
        room.addAndGet(bytes);
    }

    private Kept of(XnioIoThread thread) {
        Kept kept = threads.get(thread);
        return kept != null ? kept : threads.computeIfAbsent(thread, Kept::new);
    }

    private XnioSsl ssl(XnioIoThread thread, URI named) {
        return new UndertowXnioSsl(thread.getWorker().getXnio(), OptionMap.EMPTY, outbound.tls(named));
    }

    private record Idle(ClientConnection connection, long since) {
        boolean isFresh(long now) {
            return connection.isOpen() && now - since < KEPT_NANOS;
        }
    }

    /** Those of one thread, touched by it only. */
    private static final class Kept {
        private final XnioIoThread thread;
        private final Map<URI, Deque<Idle>> idle = new HashMap<>();
        private boolean sweeping;

        Kept(XnioIoThread thread) {
            this.thread = thread;
        }

        @Nullable
        ClientConnection take(URI address) {
            Deque<Idle> there = idle.getOrDefault(address, new ArrayDeque<>());
            long now = System.nanoTime();
            for (Idle last = there.pollLast(); last != null; last = there.pollLast()) {
                if (last.isFresh(now)) {
                    return last.connection();
                }
                cut(last.connection());
            }
            return null;
        }

        void give(URI address, ClientConnection connection) {
            Deque<Idle> there = idle.computeIfAbsent(address, fresh -> new ArrayDeque<>());
            if (there.size() >= MOST_IDLE) {
                cut(connection);
                return;
            }
            there.addLast(new Idle(connection, System.nanoTime()));
            if (!sweeping) {
                sweeping = true;
                thread.executeAfter(this::sweep, KEPT_NANOS, TimeUnit.NANOSECONDS);
            }
        }

        private void sweep() {
            long now = System.nanoTime();
            idle.values()
                    .forEach(there -> there.removeIf(each -> {
                        boolean stale = !each.isFresh(now);
                        if (stale) {
                            cut(each.connection());
                        }
                        return stale;
                    }));
            idle.values().removeIf(Deque::isEmpty);
            sweeping = !idle.isEmpty();
            if (sweeping) {
                thread.executeAfter(this::sweep, KEPT_NANOS, TimeUnit.NANOSECONDS);
            }
        }
    }
}
