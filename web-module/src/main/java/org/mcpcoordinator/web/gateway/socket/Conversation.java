package org.mcpcoordinator.web.gateway.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.undertow.util.HeaderMap;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.web.gateway.era.Post;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;

/**
 * One client's connection: each message is sent to {@code /mcp}, and what comes of it is sent back, whatever comes first. A
 * legacy client's session lasts as long as its connection. On its I/O thread.
 */
final class Conversation {
    /** Requests of one connection under way; further ones are refused. */
    static final int MOST_OPEN = 64;

    private static final int AGAIN_SECONDS = 5;
    private static final int LINGER_MILLIS = 1_000;

    private final WebSocketChannel channel;
    private final XnioIoThread home;
    private final Line line;
    private final Outbox outbox;
    private final Map<String, Asked> open = new HashMap<>();
    private @Nullable Post news;
    private boolean over;
    private long heardAt = System.nanoTime();

    Conversation(WebSocketChannel channel, Line line) {
        this.channel = channel;
        this.home = channel.getIoThread();
        this.line = line;
        this.outbox = new Outbox(channel);
    }

    /** The client has said something. */
    void heard(byte[] body) {
        alive();
        Frames.Reading reading;
        try {
            reading = Frames.read(Json.read(body));
        } catch (IOException unreadable) {
            say(new Frame.Failure(null, ErrorCode.PARSE_ERROR.code(), "a message is one JSON value", null));
            return;
        }
        if (reading instanceof Frames.Reading.Refused refused) {
            say(new Frame.Failure(refused.id(), ErrorCode.INVALID_REQUEST.code(), refused.reason(), null));
            return;
        }
        Frame frame = ((Frames.Reading.Read) reading).frame();
        if (frame instanceof Frame.Request request) {
            ask(request, body);
        } else if (frame instanceof Frame.Notification notification
                && notification.method().equals("notifications/cancelled")) {
            cancel(notification, body);
        } else {
            boolean greeted = frame instanceof Frame.Notification notification
                    && notification.method().equals("notifications/initialized");
            Post unused = line.post(frame, body, greeted ? new Listening() : new Ignored());
        }
    }

    /** The connection is in use. */
    void alive() {
        heardAt = System.nanoTime();
    }

    /** Sees whether the client is still there; cuts it off if it has said nothing for so long. */
    void beat(long mostNanos) {
        if (System.nanoTime() - heardAt > mostNanos) {
            IoUtils.safeClose(channel);
        } else if (channel.isOpen()) {
            WebSockets.sendPing(ByteBuffer.allocate(0), channel, null);
        }
    }

    /** Ends it, and says why. */
    void close(int code, String reason) {
        if (channel.isOpen()) {
            WebSockets.sendClose(new CloseMessage(code, reason).toByteBuffer(), channel, null);
            home.executeAfter(() -> IoUtils.safeClose(channel), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The client has gone. */
    void gone() {
        if (!over) {
            over = true;
            List.copyOf(open.values()).forEach(Asked::hangUp);
            open.clear();
            if (news != null) {
                news.hangUp();
            }
            line.leave(new Ignored());
        }
    }

    private void ask(Frame.Request request, byte[] body) {
        String refusal = refusal(request);
        if (refusal != null) {
            say(new Frame.Failure(request.id(), ErrorCode.INVALID_REQUEST.code(), refusal, null));
            return;
        }
        Asked asked = new Asked(request);
        open.put(key(request.id()), asked);
        asked.post = line.post(request, body, asked);
    }

    private @Nullable String refusal(Frame.Request request) {
        if (open.containsKey(key(request.id()))) {
            return "a request with this id is under way";
        }
        if (open.size() >= MOST_OPEN) {
            return MOST_OPEN + " requests are under way; wait for one of them";
        }
        return request.method().equals("initialize") && line.isGreeted()
                ? "this connection has been greeted; open another one"
                : null;
    }

    /** In the newest revision whoever hangs up has cancelled; in older ones the server is told. */
    private void cancel(Frame.Notification notification, byte[] body) {
        Asked asked = open.get(key(notification.params().path("requestId")));
        if (asked == null) {
            return;
        }
        asked.cancelled = true;
        if (asked.modern) {
            open.remove(asked.key);
            asked.hangUp();
        } else {
            Post unused = line.post(notification, body, new Ignored());
        }
    }

    private void say(Frame frame) {
        outbox.send(frame.toBytes());
    }

    /** Ids keep their type. */
    private static String key(JsonNode id) {
        return (id.isTextual() ? "t" : "n") + id.asText();
    }

    private void listen() {
        if (!over && news == null) {
            news = line.listen(new News());
        }
    }

    /** What comes of one request. */
    private final class Asked implements Post.Ends {
        private final JsonNode id;
        private final String key;
        private final boolean greeting;
        private final boolean modern;
        private @Nullable Post post;
        private @Nullable String session;
        private int status;
        private boolean answered;
        private boolean cancelled;

        Asked(Frame.Request request) {
            this.id = request.id();
            this.key = key(request.id());
            this.modern = Meta.isModern(request.params());
            this.greeting = !modern && request.method().equals("initialize");
        }

        void hangUp() {
            answered = true;
            if (post != null) {
                post.hangUp();
            }
        }

        @Override
        public void head(int told, HeaderMap headers) {
            status = told;
            session = headers.getFirst("Mcp-Session-Id");
        }

        @Override
        public void message(byte[] json) {
            if (answered || over) {
                return;
            }
            Said said = Said.of(json);
            if (said == Said.NOTHING) {
                refused(json);
                return;
            }
            if (said == Said.ANSWER) {
                answered = true;
                open.remove(key, this);
                if (greeting && status == 200) {
                    greeted(json);
                }
            }
            outbox.send(json);
        }

        private void greeted(byte[] json) {
            try {
                JsonNode agreed = Json.read(json).path("result").path("protocolVersion");
                if (agreed.isTextual()) {
                    line.greeted(session, agreed.textValue());
                }
            } catch (IOException tooMuch) {
                close(CloseMessage.UNEXPECTED_ERROR, "the greeting cannot be read");
            }
        }

        /** The door's own words are a problem, not a message. */
        private void refused(byte[] json) {
            JsonNode problem;
            try {
                problem = Json.read(json);
            } catch (IOException noJson) {
                problem = Json.object();
            }
            fail(problem.path("code").asText("REFUSED") + ": "
                    + problem.path("detail").asText("HTTP " + status));
            if (status == 401) {
                close(CloseMessage.MSG_VIOLATES_POLICY, "sign in again");
            }
        }

        private void fail(String sentence) {
            if (!answered) {
                answered = true;
                open.remove(key, this);
                if (!cancelled) {
                    say(new Frame.Failure(id, ErrorCode.INTERNAL_ERROR.code(), sentence, null));
                }
            }
        }

        @Override
        public void ended() {
            fail("it ended without an answer (HTTP " + status + ")");
        }

        @Override
        public void broken(Post.Break how, boolean sent) {
            fail("it broke off without an answer; it may have been carried out");
        }
    }

    /** What nobody waits for. */
    private static class Ignored implements Post.Ends {
        @Override
        public void head(int status, HeaderMap headers) {}

        @Override
        public void message(byte[] json) {}

        @Override
        public void ended() {}

        @Override
        public void broken(Post.Break how, boolean sent) {}
    }

    /** The client is ready: from now on it hears what belongs to none of its requests. */
    private final class Listening extends Ignored {
        @Override
        public void ended() {
            listen();
        }
    }

    /** What belongs to no request. */
    private final class News extends Ignored {
        private boolean opened;

        @Override
        public void head(int status, HeaderMap headers) {
            opened = status == 200;
        }

        @Override
        public void message(byte[] json) {
            if (opened && !over && Said.of(json) != Said.NOTHING) {
                outbox.send(json);
            }
        }

        @Override
        public void ended() {
            again();
        }

        @Override
        public void broken(Post.Break how, boolean sent) {
            again();
        }

        private void again() {
            news = null;
            if (opened && !over) {
                home.executeAfter(Conversation.this::listen, AGAIN_SECONDS, TimeUnit.SECONDS);
            }
        }
    }
}
