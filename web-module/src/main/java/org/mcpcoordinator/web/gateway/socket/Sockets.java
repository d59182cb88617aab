package org.mcpcoordinator.web.gateway.socket;

import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.StreamSourceFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.web.door.Passes.Pass;
import org.mcpcoordinator.web.gateway.era.Wires;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/** All connections of clients that speak MCP over WebSocket. One clock looks after all of them. */
@ApplicationScoped
public class Sockets {
    private static final int MOST = 10_000;
    private static final int MOST_EACH = 1_000;
    private static final int BEAT_SECONDS = 20;
    private static final long SILENT_NANOS = Duration.ofSeconds(65).toNanos();

    /** Longer than anything at {@code /mcp} takes, which has limits of its own. */
    private static final Duration LIMIT = Duration.ofHours(3);

    private final Wires wires = new Wires(LIMIT);
    private final Map<Conversation, Place> places = new ConcurrentHashMap<>();
    private final Map<String, Integer> each = new ConcurrentHashMap<>();
    private XnioExecutor.@Nullable Key clock;

    /** Where a conversation takes place, and by which right. */
    private record Place(WebSocketChannel channel, Pass pass) {}

    /** True if that caller may have another connection. */
    boolean hasRoom(String caller) {
        return places.size() < MOST && each.getOrDefault(caller, 0) < MOST_EACH;
    }

    /** Begins; on the channel's I/O thread. */
    public void open(WebSocketChannel channel, URI address, String host, Pass pass) {
        Line line = new Line(wires, channel.getIoThread(), address, host, pass.text());
        Conversation conversation = new Conversation(channel, line);
        places.put(conversation, new Place(channel, pass));
        each.merge(pass.holder(), 1, Integer::sum);
        channel.addCloseTask(closed -> closed.getIoThread().execute(() -> {
            conversation.gone();
            // What says good-bye still has to pass the door.
            channel.getIoThread().executeAfter(pass::end, 1, TimeUnit.SECONDS);
            if (places.remove(conversation) != null) {
                each.computeIfPresent(pass.holder(), (name, count) -> count > 1 ? count - 1 : null);
            }
        }));
        channel.getReceiveSetter().set(new Receiving(conversation));
        channel.resumeReceives();
        wind(channel);
    }

    private synchronized void wind(WebSocketChannel channel) {
        if (clock == null) {
            clock = channel.getIoThread().executeAtInterval(this::beat, BEAT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void beat() {
        places.forEach((conversation, place) -> {
            place.channel().getIoThread().execute(() -> conversation.beat(SILENT_NANOS));
            place.channel().getWorker().execute(() -> {
                if (!place.pass().holds()) {
                    place.channel()
                            .getIoThread()
                            .execute(() -> conversation.close(CloseMessage.MSG_VIOLATES_POLICY, "sign in again"));
                }
            });
        });
    }

    /** Connections that are open. */
    public int count() {
        return places.size();
    }

    /** Ends all of them. */
    @PreDestroy
    public synchronized void close() {
        if (clock != null) {
            clock.remove();
        }
        places.values().forEach(place -> IoUtils.safeClose(place.channel()));
    }

    private static final class Receiving extends AbstractReceiveListener {
        private final Conversation conversation;

        Receiving(Conversation conversation) {
            this.conversation = conversation;
        }

        @Override
        protected void onText(WebSocketChannel channel, StreamSourceFrameChannel message) {
            new Incoming(conversation, channel).read(message);
        }

        @Override
        protected void onFullPongMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            conversation.alive();
            message.getData().free();
        }

        /** MCP is text. */
        @Override
        protected void onBinary(WebSocketChannel channel, StreamSourceFrameChannel message) {
            conversation.close(CloseMessage.WRONG_CODE, "messages are text");
        }
    }
}
