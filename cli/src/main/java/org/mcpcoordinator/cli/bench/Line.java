package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** One kept connection of a load: one call at a time. Reads answers with a Content-Length, or chunked up to their end. */
final class Line implements AutoCloseable {
    static final int OPEN = 0;
    static final int GOOD = 1;
    static final int BAD = 2;

    private static final int LARGEST_HEAD = 16 * 1024;
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress target;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
    private SocketChannel channel;
    private ByteBuffer out = ByteBuffer.allocate(0);
    private boolean busy;
    private long due;
    private long left = -1;
    private boolean chunked;
    private boolean ok;

    Line(InetSocketAddress target, Selector selector) throws IOException {
        this.target = target;
        this.selector = selector;
        this.channel = connect();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel fresh = SocketChannel.open(target);
        fresh.socket().setTcpNoDelay(true);
        fresh.configureBlocking(false);
        fresh.register(selector, SelectionKey.OP_READ, this);
        return fresh;
    }

    void send(byte[] request, long dueAt) throws IOException {
        out = ByteBuffer.wrap(request);
        due = dueAt;
        busy = true;
        left = -1;
        in.clear();
        write();
    }

    private void write() throws IOException {
        channel.write(out);
        channel.keyFor(selector)
                .interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /** Reads and writes what it can; tells whether the call is still open, or how it ended. */
    int ready(long now, Histogram micros) throws IOException {
        try {
            if (out.hasRemaining()) {
                write();
            }
            int read = channel.read(in);
            if (read < 0) {
                return lost();
            }
            if (!complete()) {
                return OPEN;
            }
        } catch (IOException broken) {
            return lost();
        }
        busy = false;
        if (ok) {
            micros.recordValue(Math.max(0, Math.min((now - due) / 1000, micros.getHighestTrackableValue())));
            return GOOD;
        }
        return BAD;
    }

    private int lost() throws IOException {
        channel.close();
        channel = connect();
        boolean open = busy;
        busy = false;
        return open ? BAD : OPEN;
    }

    private boolean complete() throws IOException {
        if (left < 0 && !head()) {
            return false;
        }
        if (chunked) {
            return endsWithLastChunk();
        }
        left -= in.position();
        in.clear();
        return left <= 0;
    }

    /** Reads the head if all of it is there, and leaves only the body's bytes in the buffer. */
    private boolean head() throws IOException {
        int end = endOfHead();
        if (end < 0) {
            if (in.position() > LARGEST_HEAD) {
                throw new IOException("an answer's head is larger than " + LARGEST_HEAD + " bytes");
            }
            return false;
        }
        String head = new String(in.array(), 0, end, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        ok = head.startsWith("http/1.1 200");
        chunked = head.contains("\r\ntransfer-encoding: chunked");
        int length = head.indexOf("\r\ncontent-length:");
        left = length < 0
                ? 0
                : Long.parseLong(
                        head.substring(length + 17, lineEnd(head, length + 17)).trim());
        int body = in.position();
        in.clear();
        in.put(in.array(), end, body - end);
        return true;
    }

    private static int lineEnd(String head, int from) {
        int end = head.indexOf("\r\n", from);
        return end < 0 ? head.length() : end;
    }

    private int endOfHead() {
        byte[] bytes = in.array();
        for (int i = 3; i < in.position(); i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private boolean endsWithLastChunk() {
        int from = in.position() - LAST_CHUNK.length;
        boolean last =
                from >= 0 && java.util.Arrays.equals(in.array(), from, in.position(), LAST_CHUNK, 0, LAST_CHUNK.length);
        if (!last && in.remaining() == 0) {
            // Only the end matters; what a full buffer holds before it is dropped.
            int kept = LAST_CHUNK.length;
            System.arraycopy(in.array(), in.position() - kept, in.array(), 0, kept);
            in.position(kept);
        }
        return last;
    }

    /** True if a call sent before the moment is still unanswered. */
    boolean overdue(long moment) {
        return busy && due < moment - 1_000_000_000L;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
