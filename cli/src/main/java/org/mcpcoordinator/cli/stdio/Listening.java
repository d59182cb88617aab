package org.mcpcoordinator.cli.stdio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The stream on which a legacy server speaks unasked. It is opened again when it ends; some servers have none. */
final class Listening {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 15_000;

    private final Gate gate;
    private final Session session;
    private final Lips lips;
    private volatile boolean closed;
    private boolean running;
    private volatile @Nullable CompletableFuture<?> asked;

    Listening(Gate gate, Session session, Lips lips) {
        this.gate = gate;
        this.session = session;
        this.lips = lips;
    }

    /** Listens from now on, on a thread of the executor; once, however often it is asked. */
    synchronized void start(Executor threads) {
        if (!running && !closed) {
            running = true;
            threads.execute(this::run);
        }
    }

    void close() {
        closed = true;
        CompletableFuture<?> open = asked;
        if (open != null) {
            open.cancel(true);
        }
    }

    private void run() {
        try {
            listen();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                running = false;
            }
        }
    }

    private void listen() throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        Session.State state = session.state();
        Heard heard = new Heard(true, "", -1);
        while (!closed && state != null && heard.goesOn()) {
            Session.State before = state;
            long since = System.nanoTime();
            try {
                heard = once(state, heard.last());
            } catch (IOException broken) {
                // What stands behind the address comes back, or the client's next call tells that it does not.
                heard = new Heard(true, heard.last(), -1);
            } catch (Lips.ClientGone gone) {
                throw gone;
            } catch (RuntimeException unsendable) {
                lips.note("the server's own messages are not heard: " + unsendable.getMessage());
                heard = new Heard(true, "", -1);
            }
            boolean held = System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(LONGEST_PAUSE_MILLIS);
            pause = held ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            TimeUnit.MILLISECONDS.sleep(Math.min(LONGEST_PAUSE_MILLIS, Math.max(pause, heard.wanted())));
            state = session.state();
            if (state != null && state.turn() != before.turn()) {
                heard = new Heard(true, "", -1);
            }
        }
    }

    /** How a stream ended: whether another is worth a try, from which event on, and after how many milliseconds. */
    private record Heard(boolean goesOn, String last, long wanted) {}

    private Heard once(Session.State state, String last) throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>(state.headers());
        if (!last.isEmpty()) {
            headers.put("Last-Event-ID", last);
        }
        HttpResponse<InputStream> answer = gate.send(gate.stream(headers).build(), future -> asked = future);
        try (InputStream body = answer.body()) {
            int status = answer.statusCode();
            if (status == OK) {
                EventSource events = new EventSource(body, Gate.LARGEST, last, -1);
                try {
                    follow(events);
                } catch (IOException broken) {
                    // It is taken up where it broke off, as one that ended.
                    return new Heard(true, events.lastId(), events.retryMillis());
                }
                return new Heard(true, events.lastId(), events.retryMillis());
            }
            if (status == NOT_FOUND && !state.id().isEmpty()) {
                session.after(state);
                return new Heard(true, "", 0);
            }
            return new Heard(status >= SERVER_ERROR || status == CONFLICT, last, -1);
        }
    }

    private void follow(EventSource events) throws IOException {
        for (byte[] data = events.next(); data != null && !closed; data = events.next()) {
            if (Exchange.json(data) instanceof ObjectNode json && json.has("jsonrpc")) {
                lips.say(data);
            }
        }
    }
}
