package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Meta;

/**
 * One program on its pipe, spoken to as one client whoever asks through it: ids and progress tokens are numbers of its
 * own. Guarded by the lock of its turns; everybody who hangs on it uses that.
 */
final class Child implements Pipe.Listener {
    /** Requests under way; more are refused. */
    static final int MOST_OPEN = 512;

    private static final String NOT_MET = "the server answers neither server/discover nor initialize";

    private final Pipe pipe;
    private final Heard heard;
    private final Consumer<String> log;
    private final Turns turns;
    private final Map<Long, Asker> open = new LinkedHashMap<>();
    private final Greeting greeting;
    private final Lobby lobby;
    private long ids;
    private boolean ended;

    Child(Pipe pipe, Greeting greeting, Heard heard, Turns turns, Consumer<String> log) {
        this.turns = turns;
        this.lobby = new Lobby(turns);
        this.pipe = pipe;
        this.greeting = greeting;
        this.heard = heard;
        this.log = log;
    }

    /** What a program says by itself. Called with its lock held. */
    interface Heard {
        /** Something that belongs to no request, as far as it tells. */
        void notified(Frame.Notification notification);

        /** It wants something of a client. */
        void asked(Frame.Request request);

        /** It is known how it is spoken to. */
        void met();

        /** It has ended. */
        void ended();
    }

    void begin() {
        pipe.start(this);
        turns.locked(() -> greeting.begin(this));
    }

    Greeting greeting() {
        return greeting;
    }

    /** Runs it with the lock held, now or in its turn; never waits for the lock. */
    void soon(Runnable work) {
        turns.soon(work);
    }

    /** Runs it with the lock held, which it waits for. */
    void locked(Runnable work) {
        turns.locked(work);
    }

    /** Carries a request now, or when it is known how the program is spoken to; not for who has gone meanwhile. */
    void whenMet(Reply reply, Runnable work) {
        if (ended) {
            reply.complete(503, Bridged.unavailable("the server's process has ended"));
        } else if (greeting.hasFailed()) {
            reply.complete(503, Bridged.unavailable(NOT_MET));
        } else if (greeting.isOver()) {
            work.run();
        } else {
            lobby.add(reply, work);
        }
    }

    void greeted() {
        heard.met();
        lobby.carry();
    }

    /** It will never be known how it is spoken to. */
    void notMet() {
        lobby.refuse(NOT_MET);
    }

    /** How many requests wait for the greeting. */
    int waiting() {
        return lobby.size();
    }

    /**
     * Asks. The parameters are the child's from here on: a progress token in them is replaced.
     *
     * @return the request's number on the pipe; 0 if it could not be sent, which the asker has been told
     */
    long ask(String method, ObjectNode params, Asker asker) {
        if (ended || open.size() >= MOST_OPEN) {
            asker.answered(failure(
                    ended
                            ? "the server's process has ended"
                            : "the server has " + MOST_OPEN + " requests under way; try again in a moment"));
            return 0;
        }
        long id = ++ids;
        if (params.path(Meta.FIELD) instanceof ObjectNode meta && meta.has(Meta.PROGRESS_TOKEN)) {
            meta.put(Meta.PROGRESS_TOKEN, id);
        }
        open.put(id, asker);
        if (!pipe.send(new Frame.Request(LongNode.valueOf(id), method, params).toBytes())) {
            open.remove(id);
            asker.answered(failure("the server does not read what is sent to it"));
            return 0;
        }
        return id;
    }

    /** Asks for a sign of life: any answer of the program's own is one. An id is missing in a failure that is the bridge's. */
    void alive(Reply reply, Consumer<Frame> told) {
        boolean modern = greeting.era() == Era.MODERN;
        ObjectNode params = Lines.object();
        if (modern) {
            params.set(Meta.FIELD, Greeting.meta());
        }
        long id = ask(modern ? "server/discover" : "ping", params, told::accept);
        reply.ifGone(() -> soon(() -> cancel(id, "nobody waits")));
    }

    /** Says something that wants no answer. */
    void tell(String method, ObjectNode params) {
        send(new Frame.Notification(method, params));
    }

    /** Answers what it has asked. */
    void answer(Frame answer) {
        send(answer);
    }

    /** Nobody waits for the answer any longer; the program is told so. */
    void cancel(long id, @Nullable String reason) {
        if (open.remove(id) != null && !ended) {
            ObjectNode params = Lines.object().put("requestId", id);
            if (reason != null) {
                params.put("reason", reason);
            }
            tell("notifications/cancelled", params);
        }
    }

    /** Requests under way for which a person or a model waits. */
    List<Asker> working() {
        return open.values().stream().filter(Asker::works).toList();
    }

    boolean hasEnded() {
        return ended;
    }

    void closeInput() {
        pipe.closeInput();
    }

    @Override
    public void message(ObjectNode json) {
        turns.locked(() -> take(json));
    }

    private void take(ObjectNode json) {
        Frames.Reading reading = Frames.read(json);
        if (!(reading instanceof Frames.Reading.Read read)) {
            log.accept("[bridge] a message that breaks JSON-RPC: " + ((Frames.Reading.Refused) reading).reason());
            return;
        }
        Frame frame = read.frame();
        if (frame instanceof Frame.Result result) {
            answered(result.id(), frame);
        } else if (frame instanceof Frame.Failure failure) {
            answered(failure.id(), frame);
        } else if (frame instanceof Frame.Request request) {
            asked(request);
        } else if (frame instanceof Frame.Notification notification) {
            notified(notification);
        }
    }

    @Override
    public void lost(long id) {
        turns.locked(() -> {
            Asker asker = open.remove(id);
            if (asker != null) {
                asker.answered(failure("the server's answer is longer than " + Pipe.LINE_BYTES
                        + " bytes, has more than " + Lines.MOST_TOKENS + " values, or there is no room for it now"));
            }
        });
    }

    @Override
    public void ended() {
        turns.locked(() -> {
            if (ended) {
                return;
            }
            ended = true;
            List<Asker> left = List.copyOf(open.values());
            open.clear();
            left.forEach(asker -> asker.answered(failure("the server's process ended while this was under way")));
            lobby.refuse("the server's process has ended");
            heard.ended();
        });
    }

    /** Nothing of it is left, whoever may still hold the other end of its pipes. */
    void leave() {
        pipe.leave();
        ended();
    }

    static Frame.Failure failure(String sentence) {
        return new Frame.Failure(null, ErrorCode.INTERNAL_ERROR.code(), sentence, null);
    }

    private void send(Frame frame) {
        if (!ended && !pipe.send(frame.toBytes())) {
            log.accept("[bridge] a message could not be sent to it");
        }
    }

    /** Answers to what nobody waits for any longer are dropped. */
    private void answered(@Nullable JsonNode id, Frame frame) {
        number(id).map(open::remove).ifPresent(asker -> asker.answered(frame));
    }

    private void asked(Frame.Request request) {
        if (request.method().equals("ping")) {
            send(new Frame.Result(request.id(), Lines.object()));
        } else {
            heard.asked(request);
        }
    }

    private void notified(Frame.Notification notification) {
        boolean progress = notification.method().equals("notifications/progress");
        JsonNode about = progress
                ? notification.params().path(Meta.PROGRESS_TOKEN)
                : notification.params().path(Meta.FIELD).path(Meta.SUBSCRIPTION_ID);
        Optional<Asker> asker = number(about).map(open::get);
        if (asker.isPresent()) {
            asker.get().heard(notification);
        } else if (!progress) {
            heard.notified(notification);
        }
    }

    private static Optional<Long> number(@Nullable JsonNode id) {
        if (id == null) {
            return Optional.empty();
        }
        if (id.isTextual() && id.textValue().matches("\\d{1,18}")) {
            // Some programs give numbers back as texts.
            return Optional.of(Long.parseLong(id.textValue()));
        }
        return id.canConvertToLong() && id.isIntegralNumber() ? Optional.of(id.longValue()) : Optional.empty();
    }
}
