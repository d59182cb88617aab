package org.mcpcoordinator.web.gateway.sse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.runtime.SseTarget;
import org.mcpcoordinator.web.gateway.era.Reply;
import org.mcpcoordinator.web.gateway.era.Wires;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * One session of a client with a server that speaks HTTP+SSE. Messages go as they are, for nobody else's ids are on the stream.
 * When it ends, however it does, calls under way are cut off, as if the server had cut them. All of it is done on one I/O
 * thread, but where it is said.
 */
final class SseSession {
    private static final Logger LOG = Logger.getLogger(SseSession.class);
    private static final byte[] NOTHING = {};

    private final String id;
    private final String place;
    private final XnioIoThread thread;
    private final Duration idle;
    private final Runnable forget;
    private final ServerStream stream;
    private final Waiting waiting = new Waiting();
    private final Audience audience = new Audience(waiting);
    private @Nullable Opening opening;
    private XnioExecutor.@Nullable Key timer;
    private boolean over;
    private volatile Demand demand = Demand.CALLED;
    private volatile long usedAt = System.nanoTime();

    /** @param forget called once when it ends */
    SseSession(
            String id,
            String place,
            SseTarget target,
            Wires wires,
            XnioIoThread thread,
            Duration idle,
            Runnable forget) {
        this.id = id;
        this.place = place;
        this.thread = thread;
        this.idle = idle;
        this.forget = forget;
        this.stream = new ServerStream(wires, thread, place, target, new Hearing());
    }

    /** The greeting that the session begins with, until it has been answered. */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on as they are, never compared or changed
    private record Opening(Frame.Request request, byte[] body, Reply reply) {}

    String id() {
        return id;
    }

    /** When somebody used it last; safe for any thread. */
    long usedAt() {
        return usedAt;
    }

    /** How much it is missed if it ends; safe for any thread. */
    Demand demand() {
        return demand;
    }

    /** From the one that gives way first to the one that never does. */
    enum Demand {
        IDLE,
        /** Somebody hears what the server says by itself, and would begin anew. */
        LISTENED_TO,
        CALLED
    }

    /** True if it is that server's, at the address where it was begun; safe for any thread. */
    boolean isOf(String itsPlace, SseTarget itsTarget) {
        return place.equals(itsPlace) && stream.isOf(itsTarget);
    }

    boolean isOver() {
        return over;
    }

    /** Does it on the session's thread; safe for any thread. */
    void on(Runnable work) {
        if (Thread.currentThread() == thread) {
            work.run();
        } else {
            thread.execute(work);
        }
    }

    void use(SseTarget now) {
        stream.use(now);
        usedAt = System.nanoTime();
    }

    /** Opens the stream, hears where the server is told things, and greets it. */
    void begin(Frame.Request initialize, byte[] body, Reply reply) {
        opening = new Opening(initialize, body, reply);
        reply.ifGone(() -> on(() -> {
            if (opening != null) {
                end();
            }
        }));
        stream.open();
    }

    /** A message of the client's. */
    void take(Frame frame, byte[] body, Reply reply) {
        if (!stream.isOpen()) {
            fail(reply, null, 409, "this session has not been opened yet");
        } else if (frame instanceof Frame.Request request) {
            ask(request, body, reply);
        } else {
            stream.tell(body, fate -> {
                if (fate.kind() == Fate.Kind.TAKEN) {
                    reply.complete(202, NOTHING);
                } else {
                    unheard(null, reply, fate);
                }
            });
        }
    }

    /** What belongs to no call goes there from now on. */
    void listen(Reply reply) {
        if (audience.hasListener()) {
            fail(reply, null, 409, "this session has a stream already");
            return;
        }
        audience.listen(reply);
        rest();
        reply.ifGone(() -> on(() -> {
            audience.leave(reply);
            rest();
        }));
    }

    /** Nobody uses it any longer, or it cannot be used. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        forget.run();
        opening = null;
        if (timer != null) {
            timer.remove();
        }
        stream.close();
        waiting.takeAll().forEach(asked -> asked.reply().leave());
        audience.end();
    }

    private void ask(Frame.Request request, byte[] body, Reply reply) {
        if (!waiting.isFree(request.id())) {
            fail(reply, request.id(), 400, "a request with this id is under way");
            return;
        }
        if (waiting.isFull()) {
            fail(reply, request.id(), 503, Waiting.MOST + " requests of this session are under way");
            return;
        }
        waiting.add(request, reply);
        demand = Demand.CALLED;
        reply.ifGone(() -> on(() -> gone(request.id())));
        stream.tell(body, fate -> {
            // Who is silent may still answer on the stream; how long that is waited for is the caller's to say.
            if (fate.isBad() && waiting.take(request.id()) != null) {
                unheard(request.id(), reply, fate);
                rest();
            }
        });
    }

    private void gone(JsonNode request) {
        if (waiting.take(request) != null && !over) {
            rest();
            ObjectNode params = Json.object().put("reason", "the client has gone");
            params.set("requestId", request);
            say(new Frame.Notification("notifications/cancelled", params));
        }
    }

    private void rest() {
        usedAt = System.nanoTime();
        boolean called = opening != null || !waiting.isEmpty();
        demand = called ? Demand.CALLED : audience.hasListener() ? Demand.LISTENED_TO : Demand.IDLE;
    }

    /** It was not taken. */
    private void unheard(@Nullable JsonNode request, Reply reply, Fate fate) {
        if (fate.kind() == Fate.Kind.CUT) {
            reply.leave();
        } else if (fate.status() == 404) {
            // The server has forgotten the session, whatever its stream does.
            fail(reply, request, 404, "this session has ended; initialize again");
            end();
        } else {
            fail(reply, request, fate.told(), "the server: " + fate.sentence());
        }
    }

    private void say(Frame frame) {
        stream.tell(frame.toBytes(), fate -> LOG.debugf("%s has been told something: %s", place, fate));
    }

    private void refuse(Refusal refusal) {
        Opening refused = opening;
        end();
        if (refused != null) {
            ObjectNode data = Json.object().put("reason", refusal.reason().name());
            Frame failure = new Frame.Failure(
                    refused.request().id(), ErrorCode.INTERNAL_ERROR.code(), refusal.sentence(), data);
            refused.reply().complete(refusal.status(), refusal.headers(), failure.toBytes());
        }
    }

    private final class Hearing implements ServerStream.Ears {
        @Override
        public void opened() {
            Opening greeting = opening;
            if (greeting != null) {
                stream.tell(greeting.body(), fate -> {
                    if (opening != null && fate.isBad()) {
                        refuse(Refusal.of(fate));
                    }
                });
            }
        }

        @Override
        public void heard(byte[] json) {
            hear(json);
        }

        @Override
        public void refused(Refusal refusal) {
            refuse(refusal);
        }

        @Override
        public void cut() {
            Opening greeting = opening;
            end();
            if (greeting != null) {
                greeting.reply().leave();
            }
        }
    }

    private void hear(byte[] json) {
        Frames.Reading reading;
        try {
            reading = Frames.read(Json.read(json));
        } catch (IOException noMessage) {
            LOG.debugf("%s says what is no message: %s", place, noMessage.getMessage());
            return;
        }
        if (!(reading instanceof Frames.Reading.Read read)) {
            return;
        }
        byte[] line = onOneLine(json);
        if (read.frame() instanceof Frame.Result result) {
            answered(result.id(), true, line);
        } else if (read.frame() instanceof Frame.Failure failure) {
            answered(failure.id(), false, line);
        } else if (read.frame() instanceof Frame.Request request) {
            asked(request, line);
        } else if (read.frame() instanceof Frame.Notification notification) {
            audience.told(notification, line);
        }
    }

    /** Between the tokens of JSON a line end is a blank, in an event it is none. */
    private static byte[] onOneLine(byte[] json) {
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n') {
                json[i] = ' ';
            }
        }
        return json;
    }

    private void answered(@Nullable JsonNode request, boolean well, byte[] answer) {
        Opening greeting = opening;
        if (greeting == null) {
            Waiting.Asked asked = waiting.take(request);
            if (asked != null) {
                asked.reply().complete(200, answer);
                rest();
            }
        } else if (request != null
                && request.toString().equals(greeting.request().id().toString())) {
            greeted(greeting, well, answer);
        }
    }

    private void greeted(Opening greeting, boolean well, byte[] answer) {
        opening = null;
        if (!well) {
            end();
            greeting.reply().complete(200, answer);
            return;
        }
        rest();
        look();
        greeting.reply().complete(200, Map.of(McpHeaders.SESSION_ID, id), answer);
    }

    /** Ends it if nobody has used it for long. */
    private void look() {
        long left = idle.toNanos() - (System.nanoTime() - usedAt);
        if (demand == Demand.IDLE && left <= 0) {
            end();
        } else if (!over) {
            timer = thread.executeAfter(
                    this::look, demand == Demand.IDLE ? left : idle.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void asked(Frame.Request question, byte[] line) {
        if (question.method().equals("ping")) {
            say(new Frame.Result(question.id(), Json.object()));
            return;
        }
        Optional<Reply> hearer = audience.asked();
        if (hearer.isPresent()) {
            hearer.get().event(line);
        } else {
            String sentence = "nobody is there to be asked";
            say(new Frame.Failure(question.id(), ErrorCode.INTERNAL_ERROR.code(), sentence, null));
        }
    }

    private static void fail(Reply reply, @Nullable JsonNode request, int status, String sentence) {
        reply.complete(status, new Frame.Failure(request, ErrorCode.INVALID_REQUEST.code(), sentence, null).toBytes());
    }
}
