package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.McpServer;
import org.mcpcoordinator.mcp.server.MediaRules;

/** One program behind the bridge, from the moment it runs until its output has ended. Safe for any thread. */
public final class Bridged {
    private final Child child;
    private final Sessions sessions;
    private final Interests interests;
    private final Questions questions;
    private final LegacyDoor legacy;
    private final ModernDoor modern;
    private final Events events;
    private final Pipe pipe;
    private final Turns turns;

    Bridged(
            String name,
            InputStream fromChild,
            OutputStream toChild,
            @Nullable Era expected,
            Events events,
            Budget budget,
            Greeting.Later later) {
        this.events = events;
        Notes notes = new Notes(events::log);
        turns = new Turns(Pipe.THREADS);
        pipe = new Pipe(name, fromChild, toChild, budget, notes);
        child = new Child(pipe, new Greeting(expected, later, notes), new Hearing(), turns, notes);
        sessions = new Sessions(() -> System.nanoTime() / 1_000_000);
        interests = new Interests(child, sessions, budget, later);
        sessions.ifEnded(session -> interests.dropUnwanted(session.subscriptions));
        questions = new Questions(child, sessions);
        legacy = new LegacyDoor(child, sessions, interests);
        modern = new ModernDoor(child, interests);
    }

    /** What becomes of it; called by threads of the bridge, and must not block. */
    public interface Events {
        /** It has answered: calls are carried from now on. */
        void met(Era era);

        /** Its tools, prompts or resources are others than before. */
        default void listChanged() {}

        /** Its output has ended: it will never say anything again. */
        void ended();

        /** A line for its log. */
        void log(String line);
    }

    void begin() {
        child.begin();
    }

    /** The program sees the end of its input, by which it is asked to end. */
    public void closeInput() {
        child.closeInput();
    }

    /** Nothing of it is left: whoever waits for it hears so, even if something else holds its pipes open. */
    void leave() {
        child.leave();
    }

    /** How many lines of its output were no messages. */
    public int noise() {
        return pipe.noise();
    }

    /** Requests of people and models that are under way. */
    int open() {
        AtomicInteger count = new AtomicInteger();
        turns.locked(() -> count.set(child.working().size()));
        return count.get();
    }

    /** Requests that wait until it is known how the program is spoken to. */
    int waiting() {
        AtomicInteger count = new AtomicInteger();
        turns.locked(() -> count.set(child.waiting()));
        return count.get();
    }

    /** Takes a request whose caller has been let in; on the I/O thread, which is not held up. */
    void take(HttpQuestion question, Reply reply) {
        switch (question.method()) {
            case "POST" -> post(question, reply);
            case "GET" -> stream(question, reply);
            case "DELETE" -> carry(reply, () -> legacy.delete(question, reply));
            default ->
                refuse(reply, 405, Map.of("Allow", "POST, GET, DELETE"), "only POST, GET and DELETE are served here");
        }
    }

    private void carry(Reply reply, Runnable work) {
        if (turns.waiting() >= Child.MOST_OPEN) {
            reply.complete(503, unavailable("too many requests wait for the server; try again in a moment"));
        } else {
            turns.soon(() -> child.whenMet(reply, work));
        }
    }

    private void stream(HttpQuestion question, Reply reply) {
        if (question.header("Accept")
                .filter(accept -> accept.contains("text/event-stream"))
                .isEmpty()) {
            refuse(reply, 406, Map.of(), "Accept must name text/event-stream");
        } else {
            carry(reply, () -> legacy.get(question, reply));
        }
    }

    private void post(HttpQuestion question, Reply reply) {
        if (!MediaRules.isJson(question.header("Content-Type"))) {
            refuse(reply, 415, Map.of(), "Content-Type must be application/json");
            return;
        }
        if (!MediaRules.acceptsBoth(question.header("Accept"))) {
            refuse(reply, 406, Map.of(), "Accept must name application/json and text/event-stream");
        } else if (question.body().length <= Budget.SMALL) {
            read(question, reply, work -> carry(reply, work));
        } else if (turns.waiting() >= Child.MOST_OPEN) {
            reply.complete(503, unavailable("too many large requests wait for the server; try again in a moment"));
        } else {
            int length = question.body().length;
            turns.later(() -> Lines.work(
                    length, () -> read(question, reply, work -> child.locked(() -> child.whenMet(reply, work)))));
        }
    }

    /** Without the program's lock, for it may take a while. */
    private void read(HttpQuestion question, Reply reply, Consumer<Runnable> way) {
        JsonNode json;
        try {
            json = Lines.read(question.body());
        } catch (IOException | StackOverflowError unreadable) {
            failed(
                    reply,
                    ErrorCode.PARSE_ERROR,
                    "the body is not one JSON value, or has more than " + Lines.MOST_TOKENS + " values in it");
            return;
        }
        if (json instanceof ArrayNode) {
            failed(reply, ErrorCode.INVALID_REQUEST, "batches are not carried over a pipe; send one message at a time");
            return;
        }
        Frames.Reading reading = Frames.read(json);
        if (reading instanceof Frames.Reading.Refused refused) {
            reply.complete(
                    400,
                    new Frame.Failure(refused.id(), ErrorCode.INVALID_REQUEST.code(), refused.reason(), null)
                            .toBytes());
            return;
        }
        Frame frame = ((Frames.Reading.Read) reading).frame();
        if (McpServer.isModern(question, frame)) {
            way.accept(() -> modern.post(question, frame, reply));
        } else {
            way.accept(() -> legacy.post(question, frame, reply));
        }
    }

    static byte[] unavailable(String sentence) {
        return new Frame.Failure(null, ErrorCode.INTERNAL_ERROR.code(), sentence, null).toBytes();
    }

    private static void failed(Reply reply, ErrorCode code, String sentence) {
        HttpAnswer answer = HttpAnswer.refused(400, code, sentence);
        reply.complete(answer.status(), answer.headers(), answer.body());
    }

    private static void refuse(Reply reply, int status, Map<String, String> headers, String sentence) {
        HttpAnswer answer = HttpAnswer.refused(status, ErrorCode.INVALID_REQUEST, sentence);
        reply.complete(status, headers, answer.body());
    }

    /** What the program says by itself. */
    private final class Hearing implements Child.Heard {
        @Override
        public void notified(Frame.Notification notification) {
            if (notification.method().equals("notifications/cancelled")) {
                questions.withdraw(notification);
            } else {
                tell(notification);
            }
        }

        private void tell(Frame.Notification notification) {
            interests.tell(notification);
            if (notification.method().endsWith("/list_changed")) {
                events.listChanged();
            }
        }

        @Override
        public void asked(Frame.Request request) {
            questions.ask(request);
        }

        @Override
        public void met() {
            if (child.greeting().era() == Era.MODERN) {
                hearModern();
            }
            events.met(child.greeting().era());
        }

        @Override
        public void ended() {
            interests.end();
            events.ended();
        }

        /** Sessions of legacy clients hear what a modern program tells who listens: the bridge itself does. */
        private void hearModern() {
            ObjectNode params = Lines.object();
            ObjectNode wanted = params.putObject("notifications");
            for (String what : new String[] {"tools", "prompts", "resources"}) {
                if (child.greeting()
                        .capabilities()
                        .path(what)
                        .path("listChanged")
                        .asBoolean()) {
                    wanted.put(what + "ListChanged", true);
                }
            }
            if (wanted.isEmpty()) {
                return;
            }
            params.set(org.mcpcoordinator.mcp.Meta.FIELD, Greeting.meta());
            child.ask("subscriptions/listen", params, new Asker() {
                @Override
                public void answered(Frame answer) {
                    // Sessions hear nothing then, as from a program that does not tell.
                }

                @Override
                public void heard(Frame.Notification notification) {
                    if (!notification.method().endsWith("/acknowledged")) {
                        ObjectNode told = notification.params().deepCopy();
                        told.remove(org.mcpcoordinator.mcp.Meta.FIELD);
                        tell(new Frame.Notification(notification.method(), told));
                    }
                }
            });
        }
    }
}
