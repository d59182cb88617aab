package org.mcpcoordinator.host.bridge;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to a program's input, one message per line, bounded. It takes a thread only while there is something
 * to write.
 */
final class Outbox {
    /** What a program that does not read may have waiting for it, in bytes. */
    static final int MOST_BYTES = 16 << 20;

    private final OutputStream toChild;
    private final Executor threads;
    private final Budget budget;
    private final Consumer<String> log;
    private final Deque<byte[]> messages = new ArrayDeque<>();
    private long bytes;
    private boolean writing;
    private boolean closed;

    Outbox(OutputStream toChild, Executor threads, Budget budget, Consumer<String> log) {
        this.toChild = toChild;
        this.threads = threads;
        this.budget = budget;
        this.log = log;
    }

    /** False if the program has let too much pile up, or its input is closed. Never blocks. */
    boolean send(byte[] message) {
        synchronized (this) {
            if (closed || bytes + message.length > MOST_BYTES || !budget.take(message.length, bytes == 0)) {
                return false;
            }
            bytes += message.length;
            messages.add(message);
            if (writing) {
                return true;
            }
            writing = true;
        }
        write();
        return true;
    }

    /** The program sees the end of its input once it has read what was sent before. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (writing) {
                return;
            }
            writing = true;
        }
        write();
    }

    private void write() {
        try {
            threads.execute(this::drain);
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
                written(next.length);
                if (isEmpty()) {
                    toChild.flush();
                }
            }
        } catch (IOException gone) {
            // It has closed its input or has ended; the reader hears of the latter.
            drop();
            shut();
        }
    }

    private byte @Nullable [] next() {
        boolean last;
        synchronized (this) {
            byte[] next = messages.poll();
            if (next != null) {
                return next;
            }
            writing = false;
            last = closed;
        }
        if (last) {
            shut();
        }
        return null;
    }

    private synchronized void written(long count) {
        bytes -= count;
        budget.give(count);
    }

    private synchronized boolean isEmpty() {
        return messages.isEmpty();
    }

    private synchronized void drop() {
        closed = true;
        messages.clear();
        written(bytes);
    }

    private void shut() {
        try {
            toChild.close();
        } catch (IOException gone) {
            log.accept("[bridge] its input was gone already");
        }
    }
}
