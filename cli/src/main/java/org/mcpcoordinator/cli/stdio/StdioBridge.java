package org.mcpcoordinator.cli.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Revision;

/**
 * Carries the lines of one client to one server and back, in whichever era each line speaks. Requests run side by side;
 * what wants no answer goes one after the other, so that nothing overtakes {@code notifications/initialized}.
 */
public final class StdioBridge {
    /** Longest line, in bytes: what the bridge of a stdio server takes. */
    static final int LONGEST_LINE = 8 << 20;

    /** Requests under way at a time; more are refused at once. */
    static final int MOST_OPEN = 256;

    /** Bytes of lines read and not yet taken, 256 added to each; more wait in the pipe. */
    private static final int MOST_WAITING = 2 * LONGEST_LINE;

    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int SERVER_NOT_FOUND = 4001;
    private static final int BUSY = 7001;
    private static final int NOT_FOUND = 404;
    private static final int BAD_REQUEST = 400;
    private static final int OLD_SESSION_ERROR = -32000;
    private static final Duration NOTICE = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final LineSource lines;
    private final Gate gate;
    private final Lips lips;
    private final Session session;
    private final Listening listening;
    private final ModernCalls modern;
    private final Map<String, Exchange> open = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "stdio");
        thread.setDaemon(true);
        return thread;
    });
    /** Takes line after line, so that the thread that reads them sees the end of the input whatever happens. */
    private final ExecutorService turns = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "stdio-turns");
        thread.setDaemon(true);
        return thread;
    });

    private final Semaphore room = new Semaphore(MOST_WAITING);
    private volatile boolean modernSpoken;

    /**
     * A bridge that has read nothing yet.
     *
     * @param in lines of the client
     * @param out answers, one a line, and nothing else
     * @param err sentences for people
     */
    public StdioBridge(InputStream in, PrintStream out, PrintStream err, Gate gate) {
        this.lines = new LineSource(in, LONGEST_LINE);
        this.gate = gate;
        this.lips = new Lips(out, err);
        this.session = new Session(gate);
        this.listening = new Listening(gate, session, lips);
        this.modern = new ModernCalls(gate, lips);
    }

    /** Carries until the client's lines end, and what is under way then has been answered, at most 30 s later. */
    public void run() throws InterruptedException {
        threads.execute(this::read);
        over.await();
        end();
    }

    /** Ends what is under way and tells the server; may be called by another thread, and more than once. */
    public void end() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        listening.close();
        open.values().forEach(Exchange::cancel);
        Session.State state = session.state();
        if (state != null && !state.id().isEmpty()) {
            Gate once = new Gate(gate.http(), gate.endpoint(), gate.authorization(), Duration.ZERO);
            try {
                once.tell(once.delete(state.headers()), FAREWELL);
            } catch (IOException nobodyToTell) {
                lips.note("the session could not be closed; it ends by itself");
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }
        over.countDown();
    }

    private void read() {
        try {
            for (LineSource.Line line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    LineSource.Line next = line;
                    int size = next.bytes().length + 256;
                    room.acquire(size);
                    turns.execute(() -> {
                        takeOne(next);
                        room.release(size);
                    });
                }
            }
            drain();
        } catch (IOException | Lips.ClientGone gone) {
            lips.note("the client has gone");
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } finally {
            over.countDown();
        }
    }

    /** Who pipes a few lines in wants their answers; a subscription has no end to wait for. */
    private void drain() throws InterruptedException {
        long until = System.nanoTime() + DRAIN.toNanos();
        turns.shutdown();
        if (!turns.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            lips.note("the input has ended while the server answered nothing");
        }
        while (System.nanoTime() < until && open.values().stream().anyMatch(each -> !ModernCalls.isEndless(each))) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private void takeOne(LineSource.Line line) {
        try {
            take(line);
        } catch (Lips.ClientGone gone) {
            over.countDown();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unsendable) {
            lips.note("a message could not be sent: " + unsendable.getMessage());
        }
    }

    private void take(LineSource.Line line) throws InterruptedException {
        if (line.tooLong()) {
            lips.refuse(null, PARSE_ERROR, "a line has more than " + LONGEST_LINE + " bytes, and was thrown away");
            return;
        }
        JsonNode json;
        try {
            json = Json.read(line.bytes());
        } catch (IOException noJson) {
            lips.refuse(null, PARSE_ERROR, "a line is no JSON");
            return;
        }
        if (Frames.read(json) instanceof Frames.Reading.Read read) {
            Frame frame = read.frame();
            if (frame instanceof Frame.Request request) {
                request(request, line.bytes());
            } else if (frame instanceof Frame.Notification told && told.method().equals("notifications/cancelled")) {
                cancel(told, line.bytes());
            } else {
                tell(frame, line.bytes());
            }
        } else if (Frames.read(json) instanceof Frames.Reading.Refused refused) {
            lips.refuse(refused.id(), INVALID_REQUEST, refused.reason());
        }
    }

    private void request(Frame.Request request, byte[] line) throws InterruptedException {
        Exchange exchange = new Exchange(gate, request, line);
        String key = key(request.id());
        if (open.size() >= MOST_OPEN) {
            lips.refuse(request.id(), BUSY, "more than " + MOST_OPEN + " requests are under way");
        } else if (open.putIfAbsent(key, exchange) != null) {
            lips.refuse(request.id(), INVALID_REQUEST, "a request with this id is under way");
        } else if (!Meta.isModern(request.params()) && request.method().equals("initialize")) {
            carry(key, exchange);
        } else {
            threads.execute(() -> {
                try {
                    carry(key, exchange);
                } catch (InterruptedException hurry) {
                    Thread.currentThread().interrupt();
                } catch (Lips.ClientGone gone) {
                    over.countDown();
                }
            });
        }
    }

    private void carry(String key, Exchange exchange) throws InterruptedException {
        try {
            Frame.Request request = exchange.request();
            Exchange.Outcome outcome;
            if (Meta.isModern(request.params())) {
                modernSpoken = true;
                outcome = modern.carry(exchange);
            } else {
                outcome = request.method().equals("initialize") ? initialize(exchange) : legacy(exchange);
            }
            conclude(request, outcome);
        } catch (Lips.ClientGone gone) {
            throw gone;
        } catch (RuntimeException unsendable) {
            // A header takes no other characters than those of ASCII, for one.
            lips.cut(exchange.request().id(), "the request could not be sent: " + unsendable.getMessage());
        } finally {
            open.remove(key, exchange);
        }
    }

    private Exchange.Outcome initialize(Exchange exchange) throws InterruptedException {
        Exchange.Outcome outcome = exchange.ask(Map.of(), lips::say, gate.opening());
        if (outcome instanceof Exchange.Outcome.Answered answered
                && answered.message().has("result")) {
            session.opened(
                    exchange.message(), answered.headers(), answered.message().path("result"));
        }
        return outcome;
    }

    private Exchange.Outcome legacy(Exchange exchange) throws InterruptedException {
        Session.State state = session.state();
        Exchange.Outcome outcome = exchange.ask(state == null ? Map.of() : state.headers(), lips::say);
        if (state != null && outcome instanceof Exchange.Outcome.Refused refused && hasEnded(state, refused)) {
            try {
                Session.State fresh = session.after(state);
                lips.note("the session had ended and was opened anew");
                listening.start(threads);
                outcome = exchange.ask(fresh.headers(), lips::say);
            } catch (IOException noOther) {
                lips.note(String.valueOf(noOther.getMessage()));
            }
        }
        if (outcome instanceof Exchange.Outcome.Answered) {
            session.note(exchange.request(), exchange.message());
        }
        return outcome;
    }

    /** The field says it in two ways: 404, and 400 with the old code. A server that is not there is something else. */
    private static boolean hasEnded(Session.State state, Exchange.Outcome.Refused refused) {
        int code = refused.body().path("error").path("code").asInt();
        return !state.id().isEmpty()
                && ((refused.status() == NOT_FOUND && code != SERVER_NOT_FOUND)
                        || (refused.status() == BAD_REQUEST && code == OLD_SESSION_ERROR));
    }

    private void conclude(Frame.Request request, Exchange.Outcome outcome) {
        if (outcome instanceof Exchange.Outcome.Refused refused) {
            if (refused.body() instanceof ObjectNode told && told.path("error").isObject()) {
                told.set("id", request.id());
                lips.say(Json.bytes(told));
            } else {
                String title = refused.body().path("title").asText("");
                lips.cut(request.id(), title.isEmpty() ? "refused with HTTP " + refused.status() : title);
            }
        } else if (outcome instanceof Exchange.Outcome.Cut cut) {
            lips.cut(request.id(), cut.reason());
        }
    }

    /** In the modern era the closed stream cancels; in the legacy era the server is told, and then no longer heard. */
    private void cancel(Frame.Notification told, byte[] line) throws InterruptedException {
        Exchange exchange = open.get(key(told.params().path("requestId")));
        boolean wasModern = exchange == null
                ? modernSpoken
                : Meta.isModern(exchange.request().params());
        if (!wasModern) {
            tell(told, line);
        }
        if (exchange != null) {
            exchange.cancel();
        }
    }

    private void tell(Frame frame, byte[] line) throws InterruptedException {
        try {
            Session.State state = session.state();
            int status = gate.tell(gate.post(line, headers(state, frame)), NOTICE);
            if (status == NOT_FOUND && state != null && !state.id().isEmpty() && frame instanceof Frame.Notification) {
                status = gate.tell(gate.post(line, session.after(state).headers()), NOTICE);
            }
            if (status / 100 != 2) {
                lips.note("a message was refused with HTTP " + status);
            }
            session.note(frame, line);
            if (frame instanceof Frame.Notification told && told.method().equals("notifications/initialized")) {
                listening.start(threads);
            }
        } catch (IOException lost) {
            lips.note("a message could not be delivered: " + lost.getMessage());
        }
    }

    private Map<String, String> headers(Session.@Nullable State state, Frame frame) {
        if (state != null) {
            return state.headers();
        }
        return modernSpoken && frame instanceof Frame.Notification told
                ? Exchange.modernHeaders(Revision.NEWEST.id(), told.method(), told.params())
                : new LinkedHashMap<>();
    }

    private static String key(JsonNode id) {
        return (id.isTextual() ? "t" : "n") + id.asText();
    }
}
