package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An MCP server that takes its time for every {@code tools/call}, however many there are at once, and answers all else at
 * once. One thread; calls under way cost it a connection each.
 */
final class SlowServer implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final URI address;
    private final long nanos;
    private final byte[] answer;
    private final AtomicInteger most = new AtomicInteger();

    /** All take the same time, so who came first is answered first. */
    private final Queue<Due> due = new ArrayDeque<>();

    private volatile boolean closing;

    private record Due(long at, SelectionKey key) {}

    /** What has been read of a request on one connection. */
    private static final class Asked {
        private final StringBuilder text = new StringBuilder();
        private ByteBuffer out = ByteBuffer.allocate(0);
    }

    private SlowServer(Selector selector, URI address, Duration time, byte[] answer) {
        this.selector = selector;
        this.address = address;
        this.nanos = time.toNanos();
        this.answer = answer;
    }

    /**
     * On a free port of loopback.
     *
     * @param time of each call; zero for at once
     * @param bytes so many are in the text of its result, about
     */
    static SlowServer open(Duration time, int bytes) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        URI address = URI.create("http://127.0.0.1:" + listener.socket().getLocalPort() + "/mcp");
        byte[] result = message(PeerFiles.ANSWER.replace("hello", "x".repeat(Math.max(1, bytes))));
        SlowServer server = new SlowServer(selector, address, time, result);
        Thread thread = new Thread(server::serve, "bench-slow-server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    URI address() {
        return address;
    }

    /** Most calls that were under way at a time. */
    int most() {
        return most.get();
    }

    private void serve() {
        try (selector) {
            while (!closing) {
                selector.select(this::ready, untilDue(System.nanoTime()));
                answerDue(System.nanoTime());
            }
            List.copyOf(selector.keys()).forEach(SlowServer::close);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private long untilDue(long now) {
        Due next = due.peek();
        return next == null ? 0 : Math.max(1, (next.at() - now) / 1_000_000);
    }

    private void answerDue(long now) {
        for (Due next = due.peek(); next != null && next.at() - now <= 0; next = due.peek()) {
            due.remove();
            send(next.key(), answer);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.channel() instanceof ServerSocketChannel listener) {
                for (SocketChannel caller = listener.accept(); caller != null; caller = listener.accept()) {
                    caller.configureBlocking(false);
                    caller.socket().setTcpNoDelay(true);
                    caller.register(selector, SelectionKey.OP_READ, new Asked());
                }
            } else if (key.isWritable()) {
                write(key);
            } else {
                read(key);
            }
        } catch (IOException gone) {
            close(key);
        }
    }

    private void read(SelectionKey key) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(16 * 1024);
        int count = ((SocketChannel) key.channel()).read(in);
        if (count < 0) {
            throw new IOException("closed");
        }
        Asked asked = (Asked) key.attachment();
        asked.text.append(new String(in.array(), 0, count, StandardCharsets.ISO_8859_1));
        String text = asked.text.toString();
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || text.length() < end + HEAD_END.length + length(text, end)) {
            return;
        }
        asked.text.setLength(0);
        String head = text.substring(0, end).toLowerCase(Locale.ROOT);
        if (head.contains("\r\nmcp-method: tools/call")) {
            due.add(new Due(System.nanoTime() + nanos, key));
            most.accumulateAndGet(due.size(), Math::max);
        } else {
            send(key, message(head.contains("\r\nmcp-method: tools/list") ? PeerFiles.LIST : PeerFiles.ANSWER));
        }
    }

    private static int length(String text, int end) {
        String head = text.substring(0, end).toLowerCase(Locale.ROOT);
        int at = head.indexOf("\r\ncontent-length:");
        if (at < 0) {
            return 0;
        }
        int line = head.indexOf("\r\n", at + 2);
        return Integer.parseInt(
                head.substring(at + 17, line < 0 ? head.length() : line).trim());
    }

    private static byte[] message(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void send(SelectionKey key, byte[] message) {
        if (key.isValid()) {
            ((Asked) key.attachment()).out = ByteBuffer.wrap(message);
            try {
                write(key);
            } catch (IOException gone) {
                close(key);
            }
        }
    }

    private static void write(SelectionKey key) throws IOException {
        ByteBuffer out = ((Asked) key.attachment()).out;
        ((SocketChannel) key.channel()).write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException closed) {
            key.cancel();
        }
    }

    /** Its thread closes what it has: nobody takes a connection from under its hands. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
    }
}
