package org.mcpcoordinator.web.live;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnOpen;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.insight.FeedFigures;

/**
 * The console's feed: a hello with everything, then what moves. It says nothing to what clients send. Who may connect
 * (any caller, from an allowed Origin) the door has decided before the upgrade.
 */
@ServerEndpoint("/ws/live")
public class LiveEndpoint {
    private static final Logger LOG = Logger.getLogger(LiveEndpoint.class);

    /** Until a message must have gone out; then the connection is dropped. */
    private static final long SEND_TIMEOUT_MILLIS = 10_000;

    /** Listeners have nothing to say. */
    private static final int LONGEST_QUESTION = 1024;

    @Inject
    LiveHub hub;

    @Inject
    FeedFigures figures;

    private @Nullable Outbox outbox;

    /** Greets. */
    @OnOpen
    public void open(Session session) {
        session.setMaxTextMessageBufferSize(LONGEST_QUESTION);
        session.setMaxBinaryMessageBufferSize(LONGEST_QUESTION);
        session.getAsyncRemote().setSendTimeout(SEND_TIMEOUT_MILLIS);
        figures.opened();
        Outbox opened = new Outbox(new SessionWire(session, figures));
        outbox = opened;
        hub.feed().join(opened);
    }

    /** Forgets. */
    @OnClose
    public void close() {
        Outbox known = outbox;
        outbox = null;
        if (known != null) {
            hub.feed().leave(known);
            figures.closed();
        }
    }

    /** A broken connection is no news; its end follows. */
    @OnError
    public void failed(Throwable broken) {
        LOG.debug("A connection of the live feed broke", broken);
    }

    /** The connection of a session. */
    private record SessionWire(Session session, FeedFigures figures) implements Outbox.Wire {
        @Override
        public void send(String text, Consumer<Boolean> done) {
            session.getAsyncRemote().sendText(text, (SendResult result) -> done.accept(result.isOK()));
            figures.sent();
        }

        @Override
        public void closeSlow() {
            figures.tooSlow();
            try {
                session.close(
                        new CloseReason(CloseReason.CloseCodes.TRY_AGAIN_LATER, "You read too slowly; connect again."));
            } catch (IOException gone) {
                LOG.debug("A slow connection of the live feed was gone already", gone);
            }
        }
    }
}
