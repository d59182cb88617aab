package org.mcpcoordinator.web.gateway.socket;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.StreamSourceFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;

/** A message on its way in, of however many frames; read as it comes, up to what is bearable. On one I/O thread. */
final class Incoming {
    /** Of one message, in bytes. */
    static final int LONGEST = 4 << 20;

    private static final Logger LOG = Logger.getLogger(Incoming.class);

    private final Conversation conversation;
    private final WebSocketChannel channel;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    Incoming(Conversation conversation, WebSocketChannel channel) {
        this.conversation = conversation;
        this.channel = channel;
    }

    void read(StreamSourceFrameChannel message) {
        try (PooledByteBuffer pooled = channel.getBufferPool().allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            int count = message.read(buffer);
            while (count > 0) {
                buffer.flip();
                byte[] piece = new byte[buffer.remaining()];
                buffer.get(piece);
                bytes.writeBytes(piece);
                buffer.clear();
                if (bytes.size() > LONGEST) {
                    conversation.close(CloseMessage.MSG_TOO_BIG, "a message has at most " + LONGEST + " bytes");
                    return;
                }
                count = message.read(buffer);
            }
            if (count < 0) {
                conversation.heard(bytes.toByteArray());
            } else {
                message.getReadSetter().set(ready -> read(message));
                message.resumeReads();
            }
        } catch (IOException broken) {
            LOG.debugf("A message broke off: %s", broken.getMessage());
            IoUtils.safeClose(channel);
        }
    }
}
