package org.mcpcoordinator.host.serve;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** Opens ports of loopback; all share two I/O threads and one pool of buffers. */
final class Ports implements AutoCloseable {
    private static final int IO_THREADS = 2;
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int MOST_BUFFERS = 256;
    /** Longer than the gateway keeps idle connections, so that it never writes into one we are closing. */
    private static final int IDLE_MILLIS = 300_000;

    private static final int SLOW_HEADERS_MILLIS = 15_000;

    private final XnioWorker worker;
    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, MOST_BUFFERS, 4, 0);
    private final OptionMap rules;

    Ports() throws IOException {
        worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "serve")
                        .set(Options.WORKER_IO_THREADS, IO_THREADS)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 1)
                        .set(Options.WORKER_TASK_KEEPALIVE, 10_000)
                        .set(Options.STACK_SIZE, 512L * 1024)
                        .set(Options.THREAD_DAEMON, true)
                        .getMap());
        rules = OptionMap.builder()
                // Each handler has its own limit with its own answer; here it would become a bare 400.
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, SLOW_HEADERS_MILLIS)
                .set(UndertowOptions.MAX_HEADER_SIZE, 16 * 1024)
                .set(UndertowOptions.ALWAYS_SET_DATE, false)
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .getMap();
    }

    /**
     * Opens a port.
     *
     * @throws java.net.BindException if somebody has it
     */
    OpenPort open(int port, HttpHandler handler) throws IOException {
        HttpOpenListener listener = new HttpOpenListener(buffers, rules);
        listener.setRootHandler(handler);
        AcceptingChannel<? extends StreamConnection> channel = worker.createStreamConnectionServer(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
                ChannelListeners.openListenerAdapter(listener),
                OptionMap.builder()
                        .set(Options.TCP_NODELAY, true)
                        .set(Options.REUSE_ADDRESSES, true)
                        .set(Options.BACKLOG, 256)
                        .getMap());
        channel.resumeAccepts();
        return new OpenPort(channel, listener);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    /** An open port. */
    static final class OpenPort {
        private final AcceptingChannel<? extends StreamConnection> channel;
        private final HttpOpenListener listener;

        private OpenPort(AcceptingChannel<? extends StreamConnection> channel, HttpOpenListener listener) {
            this.channel = channel;
            this.listener = listener;
        }

        int number() {
            return channel.getLocalAddress(InetSocketAddress.class).getPort();
        }

        /** Takes no more connections; the port is free afterwards. */
        void refuseNew() {
            IoUtils.safeClose(channel);
        }

        /** Cuts the connections that are left. */
        void cut() {
            listener.closeConnections();
        }
    }
}
