package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Both ends of a program's pipes, one JSON message per line. Reading takes a thread for as long as the program lives, for
 * the JDK cannot wait for many pipes at once. What is no
 * message goes to the program's log and harms nothing.
 */
final class Pipe {
    /** The longest line that is read, in bytes. */
    static final int LINE_BYTES = 8 << 20;

    private static final int STACK_BYTES = 256 << 10;
    private static final int READ_BYTES = 16 << 10;
    /** For what may take a while: writing, reading what is large, waiting for a program's lock. */
    static final ExecutorService THREADS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> thread(work, "bridge-worker"));

    private final String name;
    private final InputStream fromChild;
    private final Outbox outbox;
    private final Consumer<String> log;
    private final Budget budget;
    private volatile boolean left;
    private int noise;

    Pipe(String name, InputStream fromChild, OutputStream toChild, Budget budget, Consumer<String> log) {
        this.name = name;
        this.fromChild = fromChild;
        this.budget = budget;
        this.log = log;
        this.outbox = new Outbox(toChild, THREADS, budget, log);
    }

    /** What comes out of the pipe; called by its one reading thread. */
    interface Listener {
        void message(ObjectNode json);

        /** A line that was too long, which most likely answered that request. */
        void lost(long id);

        /** Nothing more will come. */
        void ended();
    }

    void start(Listener listener) {
        thread(() -> read(listener), "bridge-" + name).start();
    }

    /** False if the program has let too much pile up, or its input is closed. Never blocks. */
    boolean send(byte[] message) {
        return outbox.send(message);
    }

    /** The program sees the end of its input once it has read what was sent before. */
    void closeInput() {
        outbox.close();
    }

    /** Nobody listens any more, even if something goes on holding its output open. */
    void leave() {
        left = true;
        closeInput();
    }

    /** How many lines were no messages. */
    synchronized int noise() {
        return noise;
    }

    private void read(Listener listener) {
        try {
            readLines(listener);
        } catch (IOException broken) {
            log.accept("[bridge] its output broke: " + broken.getMessage());
        } finally {
            listener.ended();
        }
    }

    private void readLines(Listener listener) throws IOException {
        byte[] buffer = new byte[READ_BYTES];
        Line line = new Line(budget);
        try {
            for (int count = fromChild.read(buffer); count >= 0 && !left; count = fromChild.read(buffer)) {
                int from = 0;
                for (int at = 0; at < count; at++) {
                    if (buffer[at] == '\n') {
                        line.add(buffer, from, at - from);
                        take(line, listener);
                        line.close();
                        line = new Line(budget);
                        from = at + 1;
                    }
                }
                line.add(buffer, from, count - from);
            }
            if (line.length() > 0) {
                noise("an unfinished line: ", line.text());
            }
        } finally {
            line.close();
        }
    }

    private void take(Line line, Listener listener) {
        if (line.isTooLong()) {
            noise(
                    "a line of " + line.length() + " bytes, more than "
                            + (line.length() > LINE_BYTES ? LINE_BYTES : "there is room for now") + ": ",
                    line.text());
            line.answered().ifPresent(listener::lost);
        } else if (!line.isBlank()) {
            Lines.work(line.length(), () -> takeWhole(line, listener));
        }
    }

    private void takeWhole(Line line, Listener listener) {
        JsonNode json;
        try {
            json = Lines.read(line.array(), (int) line.length());
        } catch (IOException | StackOverflowError notJson) {
            noise("", line.text());
            line.answered().ifPresent(listener::lost);
            return;
        }
        if (json instanceof ObjectNode message && message.has("jsonrpc")) {
            try {
                listener.message(message);
            } catch (RuntimeException unexpected) {
                log.accept("[bridge] a message could not be handled: " + unexpected);
            }
        } else {
            noise("", line.text());
        }
    }

    /** The pipe is for messages only; what else comes is worth a line in the log, but not the program's life. */
    private void noise(String what, String text) {
        synchronized (this) {
            noise++;
        }
        log.accept("[stdout] " + what + text);
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(null, work, name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }
}
