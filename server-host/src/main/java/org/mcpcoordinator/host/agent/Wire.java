package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.mcpcoordinator.host.door.Passage;

/**
 * All Unix sockets of the agent, those of its callers and those of its serve processes, on one selector and one daemon
 * thread. Listeners are called on that thread and must not block.
 */
final class Wire implements AutoCloseable {
    private final Selector selector;
    private final ConcurrentLinkedQueue<Runnable> pending = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    Wire() throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, "agent-wire");
        thread.setDaemon(true);
        thread.start();
    }

    /** What becomes of a connection. */
    interface Listener {
        /** A whole line came, without its line end. */
        void line(byte[] line);

        /** The connection is gone, whoever closed it; called once. */
        void closed();
    }

    /** Accepts connections at the path; the function gives each its listener. */
    void listen(Path path, Function<LineConnection, Listener> welcome) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path));
        channel.configureBlocking(false);
        register(channel, SelectionKey.OP_ACCEPT, (Ready) key -> accept(channel, welcome));
    }

    /** Connects; fails at once if nobody listens there. */
    LineConnection connect(Path path, Function<LineConnection, Listener> greet) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
        return adopt(channel, greet);
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }

    /** Runs on the wire's thread soon. */
    void later(Runnable task) {
        pending.add(task);
        selector.wakeup();
    }

    @FunctionalInterface
    private interface Ready {
        void at(SelectionKey key) throws IOException;
    }

    private void accept(ServerSocketChannel server, Function<LineConnection, Listener> welcome) throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null) {
            adopt(channel, welcome);
        }
    }

    private LineConnection adopt(SocketChannel channel, Function<LineConnection, Listener> greet) throws IOException {
        channel.configureBlocking(false);
        LineConnection connection = new LineConnection(new UnixPassage(channel), this);
        connection.listener(greet.apply(connection));
        register(channel, SelectionKey.OP_READ, (Ready) key -> {
            if (key.isWritable()) {
                connection.writable();
            }
            if (key.isReadable()) {
                connection.readable();
            }
        });
        return connection;
    }

    private void register(SelectableChannel channel, int interest, Ready ready) {
        later(() -> {
            try {
                channel.register(selector, interest, ready);
            } catch (IOException closedMeanwhile) {
                Report.note("a connection closed before it was used", closedMeanwhile);
            }
        });
    }

    /** A Unix socket. */
    private final class UnixPassage implements Passage {
        private final SocketChannel channel;

        UnixPassage(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return channel.read(to);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return channel.write(from);
        }

        /** Lets the selector look for room to write as well, or no longer. */
        @Override
        public void wantWrite(boolean wanted) {
            later(() -> {
                SelectionKey key = channel.keyFor(selector);
                if (key != null && key.isValid()) {
                    key.interestOps(wanted ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
                }
            });
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(this::handle);
                for (Runnable task = pending.poll(); task != null; task = pending.poll()) {
                    task.run();
                }
            } catch (IOException | RuntimeException failure) {
                Report.failure("the agent's socket loop", failure);
            }
        }
        for (SelectionKey key : selector.keys()) {
            shut(key);
        }
        try {
            selector.close();
        } catch (IOException failure) {
            Report.note("closing the selector", failure);
        }
    }

    private void handle(SelectionKey key) {
        try {
            ((Ready) key.attachment()).at(key);
        } catch (CancelledKeyException | IOException gone) {
            Report.note("a connection broke", gone);
        }
    }

    private static void shut(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException failure) {
            Report.note("closing a connection", failure);
        }
    }
}
