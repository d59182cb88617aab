package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of a program's pipes, one JSON message per line. Reading takes a thread for as long as the program lives, for
 * the JDK cannot wait for many pipes at once; writing takes one only while there is something to write. What is no
 * message goes to the program's log and harms nothing.
 */
final class Pipe {
    /** The longest line that is read, in bytes. */
    static final int LINE_BYTES = 8 << 20;

    /** What a program that does not read may have waiting for it, in bytes. */
    static final int OUTBOX_BYTES = 16 << 20;

    /** Noise that is logged of one line. */
    private static final int NOISE_BYTES = 500;

    private static final int NOISE_LINES = 1000;
    private static final int STACK_BYTES = 256 << 10;
    private static final int READ_BYTES = 16 << 10;
    private static final Pattern FIRST_ID =
            Pattern.compile("^\\{\\s*\"jsonrpc\"\\s*:\\s*\"2.0\"\\s*,\\s*\"id\"\\s*:\\s*(\\d{1,18})\\s*,");
    private static final Pattern LAST_ID =
            Pattern.compile("\"id\"\\s*:\\s*(\\d{1,18})\\s*(,\\s*\"jsonrpc\"\\s*:\\s*\"2.0\"\\s*)?}\\s*$");

    private static final ExecutorService WRITERS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> thread(work, "bridge-writer"));

    private final String name;
    private final InputStream fromChild;
    private final OutputStream toChild;
    private final Consumer<String> log;
    private final Deque<byte[]> outbox = new ArrayDeque<>();
    private long outboxBytes;
    private boolean writing;
    private boolean inputClosed;
    private int noise;

    Pipe(String name, InputStream fromChild, OutputStream toChild, Consumer<String> log) {
        this.name = name;
        this.fromChild = fromChild;
        this.toChild = toChild;
        this.log = log;
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
        synchronized (this) {
            if (inputClosed || outboxBytes + message.length > OUTBOX_BYTES) {
                return false;
            }
            outboxBytes += message.length;
            outbox.add(message);
            if (writing) {
                return true;
            }
            writing = true;
        }
        write();
        return true;
    }

    /** The program sees the end of its input once it has read what was sent before. */
    void closeInput() {
        synchronized (this) {
            if (inputClosed) {
                return;
            }
            inputClosed = true;
            if (writing) {
                return;
            }
            writing = true;
        }
        write();
    }

    /** How many lines were no messages. */
    synchronized int noise() {
        return noise;
    }

    private void write() {
        try {
            WRITERS.execute(this::drain);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            synchronized (this) {
                writing = false;
            }
            log.accept("[bridge] nothing could be written to it: " + noThread.getMessage());
        }
    }

    private void drain() {
        try {
            for (byte[] next = next(); next != null; next = next()) {
                toChild.write(next);
                toChild.write('\n');
                if (isEmpty()) {
                    toChild.flush();
                }
            }
        } catch (IOException gone) {
            // It has closed its input or has ended; the reader hears of the latter.
            synchronized (this) {
                inputClosed = true;
                outbox.clear();
                outboxBytes = 0;
            }
            shut();
        }
    }

    private synchronized boolean isEmpty() {
        return outbox.isEmpty();
    }

    private byte @Nullable [] next() {
        boolean last;
        synchronized (this) {
            byte[] next = outbox.poll();
            if (next != null) {
                outboxBytes -= next.length;
                return next;
            }
            writing = false;
            last = inputClosed;
        }
        if (last) {
            shut();
        }
        return null;
    }

    private void shut() {
        try {
            toChild.close();
        } catch (IOException gone) {
            log.accept("[bridge] its input was gone already");
        }
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
        Line line = new Line();
        for (int count = fromChild.read(buffer); count >= 0; count = fromChild.read(buffer)) {
            int from = 0;
            for (int at = 0; at < count; at++) {
                if (buffer[at] == '\n') {
                    line.add(buffer, from, at - from);
                    take(line, listener);
                    line = new Line();
                    from = at + 1;
                }
            }
            line.add(buffer, from, count - from);
        }
        if (line.length > 0) {
            noise("an unfinished line: ", line.text());
        }
    }

    private void take(Line line, Listener listener) {
        if (line.isTooLong()) {
            noise("a line of " + line.length + " bytes, more than " + LINE_BYTES + ": ", line.text());
            line.answered().ifPresent(listener::lost);
            return;
        }
        byte[] bytes = line.whole.toByteArray();
        if (isBlank(bytes)) {
            return;
        }
        JsonNode json;
        try {
            json = Lines.read(bytes);
        } catch (IOException | StackOverflowError notJson) {
            noise("", line.text());
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
    private synchronized void noise(String what, String text) {
        noise++;
        if (noise <= NOISE_LINES) {
            log.accept("[stdout] " + what + text);
        } else if (noise == NOISE_LINES + 1) {
            log.accept(
                    "[bridge] more than " + NOISE_LINES + " lines of its output are no messages; the rest is left out");
        }
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte each : bytes) {
            if (each != ' ' && each != '\r' && each != '\t') {
                return false;
            }
        }
        return true;
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(null, work, name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    /** A line as far as it has come. Of one that is too long only its two ends are kept. */
    private static final class Line {
        private static final int ENDS = 512;

        final ByteArrayOutputStream whole = new ByteArrayOutputStream(256);
        private byte[] last = {};
        private byte[] first = {};
        long length;

        void add(byte[] bytes, int from, int count) {
            if (!isTooLong()) {
                whole.write(bytes, from, count);
            }
            length += count;
            if (isTooLong()) {
                if (first.length == 0) {
                    first = java.util.Arrays.copyOf(whole.toByteArray(), ENDS);
                    whole.reset();
                }
                byte[] both = new byte[last.length + count];
                System.arraycopy(last, 0, both, 0, last.length);
                System.arraycopy(bytes, from, both, last.length, count);
                last = java.util.Arrays.copyOfRange(both, Math.max(0, both.length - ENDS), both.length);
            }
        }

        boolean isTooLong() {
            return length > LINE_BYTES;
        }

        String text() {
            byte[] start = isTooLong() ? first : whole.toByteArray();
            String text = new String(start, 0, Math.min(start.length, NOISE_BYTES), StandardCharsets.UTF_8);
            return text.strip() + (length > NOISE_BYTES ? " ..." : "");
        }

        OptionalLong answered() {
            for (Matcher matcher : new Matcher[] {
                FIRST_ID.matcher(new String(first, StandardCharsets.UTF_8)),
                LAST_ID.matcher(new String(last, StandardCharsets.UTF_8))
            }) {
                if (matcher.find()) {
                    return OptionalLong.of(Long.parseLong(matcher.group(1)));
                }
            }
            return OptionalLong.empty();
        }
    }
}
