package org.mcpcoordinator.web.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.xnio.ChannelListeners;
import org.xnio.channels.StreamSinkChannel;

/** A request's body that has been read whole, on its way to the server; on one I/O thread. */
final class Given {
    private static final Logger LOG = Logger.getLogger(Given.class);

    private final ByteBuffer bytes;

    Given(byte[] body) {
        this.bytes = ByteBuffer.wrap(body);
    }

    /** Sends it. Where the server reads no more, its answer, or the end of the connection, says so. */
    void send(StreamSinkChannel out) {
        try {
            while (bytes.hasRemaining()) {
                if (out.write(bytes) == 0) {
                    out.getWriteSetter().set(channel -> send(out));
                    out.resumeWrites();
                    return;
                }
            }
            out.shutdownWrites();
            if (out.flush()) {
                out.suspendWrites();
            } else {
                out.getWriteSetter().set(ChannelListeners.flushingChannelListener(null, null));
                out.resumeWrites();
            }
        } catch (IOException gone) {
            LOG.debugf("A server reads no more: %s", gone.getMessage());
        }
    }
}
