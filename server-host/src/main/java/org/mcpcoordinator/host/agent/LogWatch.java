package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who wait that a log has grown, as the kernel tells it. One thread from the first wait on, whatever the
 * number of logs; all else lives on the sweeper's thread.
 */
final class LogWatch implements AutoCloseable {
    /** Who may wait at a time. */
    static final int MOST = 256;

    /** Stands for all of them, where the kernel has lost events or too many have grown. */
    private static final Path EVERY = Path.of("");

    private static final int MOST_GROWN = 1_000;

    private final List<Path> folders;
    private final KeeperThread sweeper;
    private final List<Waiter> waiters = new ArrayList<>();
    private final Set<Path> grown = new HashSet<>();
    private volatile @Nullable WatchService service;

    /** @param folders where logs lie */
    LogWatch(List<Path> folders, KeeperThread sweeper) {
        this.folders = List.copyOf(folders);
        this.sweeper = sweeper;
    }

    private record Waiter(Path file, Runnable grown) {}

    /** Calls once: when the file grows, or after that time at the latest; at once where too many wait. */
    void await(Path file, Duration most, Runnable grown) {
        if (waiters.size() >= MOST || !watches()) {
            grown.run();
            return;
        }
        Waiter waiter = new Waiter(file, grown);
        waiters.add(waiter);
        sweeper.after(most, () -> wake(waiter));
    }

    /** How many wait now. */
    int waiting() {
        return waiters.size();
    }

    @Override
    public void close() {
        close(service);
    }

    /** With it goes the thread the JDK keeps for it. */
    private static void close(@Nullable WatchService open) {
        if (open != null) {
            try {
                open.close();
            } catch (IOException failure) {
                Report.note("closing the watch of logs", failure);
            }
        }
    }

    private void wake(Waiter waiter) {
        if (waiters.remove(waiter)) {
            waiter.grown().run();
        }
    }

    private boolean watches() {
        if (service != null) {
            return true;
        }
        @Nullable WatchService made = null;
        try {
            made = FileSystems.getDefault().newWatchService();
            for (Path folder : folders) {
                folder.register(made, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            }
            WatchService watched = made;
            Thread thread = new Thread(null, () -> listen(watched), "agent-log-watch", 256 << 10);
            thread.setDaemon(true);
            thread.start();
            service = made;
            return true;
        } catch (IOException | OutOfMemoryError failure) {
            // Out of watches or threads: whoever follows a log asks again and again instead.
            Report.note("logs cannot be watched", failure);
            close(made);
            return false;
        }
    }

    private void listen(WatchService watched) {
        try {
            while (true) {
                WatchKey key = watched.take();
                Path folder = (Path) key.watchable();
                for (WatchEvent<?> event : key.pollEvents()) {
                    has(event.context() instanceof Path name ? folder.resolve(name) : EVERY);
                }
                key.reset();
            }
        } catch (InterruptedException | ClosedWatchServiceException over) {
            Report.note("logs are watched no longer", null);
        }
    }

    /** However often logs grow until the sweeper has time, each is looked at once then. */
    private void has(Path file) {
        boolean first;
        synchronized (grown) {
            first = grown.isEmpty();
            grown.add(grown.size() < MOST_GROWN ? file : EVERY);
        }
        if (first) {
            sweeper.execute(this::wakeAll);
        }
    }

    /** Logs that have grown and were not looked at yet, for tests. */
    int grown() {
        synchronized (grown) {
            return grown.size();
        }
    }

    private void wakeAll() {
        Set<Path> files;
        synchronized (grown) {
            files = Set.copyOf(grown);
            grown.clear();
        }
        List.copyOf(waiters).stream()
                .filter(waiter -> files.contains(EVERY) || files.contains(waiter.file()))
                .forEach(this::wake);
    }
}
