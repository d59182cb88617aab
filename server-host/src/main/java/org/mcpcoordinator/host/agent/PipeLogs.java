package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What the bridge has to say in the logs of programs. Written by a thread of its own, for whoever says it holds a
 * program's lock or is the one thread of all connections, and a disk may be slow; what is too much for it is left out.
 */
final class PipeLogs implements AutoCloseable {
    private static final int MOST_WAITING = 2_000;

    private final Deque<Line> waiting = new ArrayDeque<>();
    private final ExecutorService thread;
    private boolean writing;
    private int lost;

    PipeLogs() {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread made = new Thread(null, work, "agent-pipe-logs", 256 << 10);
                    made.setDaemon(true);
                    return made;
                });
        one.allowCoreThreadTimeOut(true);
        thread = one;
    }

    private record Line(Path file, String text) {}

    /** Never waits. */
    void add(Path file, String text) {
        synchronized (this) {
            if (waiting.size() >= MOST_WAITING) {
                lost++;
                return;
            }
            waiting.add(new Line(file, text));
            if (writing) {
                return;
            }
            writing = true;
        }
        try {
            thread.execute(this::write);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            synchronized (this) {
                writing = false;
            }
        }
    }

    private void write() {
        while (true) {
            Line line;
            int left;
            synchronized (this) {
                line = waiting.poll();
                if (line == null) {
                    writing = false;
                    return;
                }
                left = lost;
                lost = 0;
            }
            String more = left == 0 ? "" : "[bridge] " + left + " lines of all programs were left out\n";
            try {
                Files.write(
                        line.file(),
                        (more + line.text().replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException | RuntimeException failure) {
                Report.failure("writing to " + line.file(), failure);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
