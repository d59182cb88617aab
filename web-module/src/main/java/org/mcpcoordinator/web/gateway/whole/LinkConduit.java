package org.mcpcoordinator.web.gateway.whole;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/** Stands before a client and lets an answer through a {@link LinkFilter}: what came in is what goes out before more comes in. */
public final class LinkConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final LinkFilter filter;
    private @Nullable ByteBuffer waiting;
    private boolean ended;
    private boolean told;

    private LinkConduit(StreamSinkConduit next, LinkFilter filter) {
        super(next);
        this.filter = filter;
    }

    /**
     * Has the answer to this request rewritten, whatever it will be; nothing of it may have begun.
     *
     * @param uris true if it names resources of its server's
     * @param tasks true if it names tasks of its server's
     * @param ear hears what it says of tasks; null for nobody
     */
    public static void on(
            HttpServerExchange exchange, String server, boolean uris, boolean tasks, @Nullable TaskEar ear) {
        exchange.addResponseWrapper((factory, answering) -> {
            String type = answering.getResponseHeaders().getFirst(Headers.CONTENT_TYPE);
            boolean events = type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17);
            return new LinkConduit(factory.create(), new LinkFilter(server, uris, tasks, events, ear));
        });
    }

    /** Has somebody hear what the answer to this request says of tasks; nothing of it is changed. */
    public static void heard(HttpServerExchange exchange, String server, TaskEar ear) {
        on(exchange, server, false, false, ear);
    }

    /** News of a server's as they read where all servers are one. */
    public static byte[] rewritten(String server, boolean uris, byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 64);
        new LinkFilter(server, uris, true, false, null).pass(ByteBuffer.wrap(json), out);
        return out.toByteArray();
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        if (!passOn() || !from.hasRemaining()) {
            return 0;
        }
        int count = from.remaining();
        ByteArrayOutputStream out = new ByteArrayOutputStream(count + 256);
        filter.pass(from, out);
        waiting = ByteBuffer.wrap(out.toByteArray());
        passOn();
        return count;
    }

    /** True if nothing waits. */
    private boolean passOn() throws IOException {
        ByteBuffer rest = waiting;
        while (rest != null && rest.hasRemaining()) {
            if (next.write(rest) == 0) {
                return false;
            }
        }
        waiting = null;
        return true;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            while (from[i].hasRemaining()) {
                int written = write(from[i]);
                if (written == 0) {
                    return count;
                }
                count += written;
            }
        }
        return count;
    }

    @Override
    public int writeFinal(ByteBuffer from) throws IOException {
        return Conduits.writeFinalBasic(this, from);
    }

    @Override
    public long writeFinal(ByteBuffer[] from, int offset, int length) throws IOException {
        return Conduits.writeFinalBasic(this, from, offset, length);
    }

    @Override
    public long transferFrom(FileChannel from, long position, long count) throws IOException {
        return from.transferTo(position, count, new ConduitWritableByteChannel(this));
    }

    @Override
    public long transferFrom(StreamSourceChannel from, long count, ByteBuffer through) throws IOException {
        return IoUtils.transfer(from, count, through, new ConduitWritableByteChannel(this));
    }

    @Override
    public void terminateWrites() throws IOException {
        ended = true;
        if (passOn()) {
            tell();
        }
    }

    @Override
    public boolean flush() throws IOException {
        if (!passOn()) {
            return false;
        }
        if (ended) {
            tell();
        }
        return next.flush();
    }

    private void tell() throws IOException {
        if (!told) {
            told = true;
            next.terminateWrites();
        }
    }
}
