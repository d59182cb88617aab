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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who wait that a log has grown, as the kernel tells it. One thread from the first wait on, whatever the
 * number of logs; all else lives on the sweeper's thread.
 */
final class LogWatch implements AutoCloseable {
    /** Who may wait at a time. */
    static final int MOST = 256;

    private final List<Path> folders;
    private final KeeperThread sweeper;
    private final List<Waiter> waiters = new ArrayList<>();
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

    @Override
    public void close() {
        WatchService open = service;
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
        try {
            WatchService made = FileSystems.getDefault().newWatchService();
            for (Path folder : folders) {
                folder.register(made, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            }
            service = made;
            Thread thread = new Thread(null, () -> listen(made), "agent-log-watch", 256 << 10);
            thread.setDaemon(true);
            thread.start();
            return true;
        } catch (IOException failure) {
            // Out of watches: whoever follows a log asks again and again instead.
            Report.note("logs cannot be watched", failure);
            return false;
        }
    }

    private void listen(WatchService watched) {
        try {
            while (true) {
                WatchKey key = watched.take();
                Path folder = (Path) key.watchable();
                for (WatchEvent<?> event : key.pollEvents()) {
                    @Nullable Path file = event.context() instanceof Path name ? folder.resolve(name) : null;
                    sweeper.execute(() -> grown(file));
                }
                key.reset();
            }
        } catch (InterruptedException | ClosedWatchServiceException over) {
            Report.note("logs are watched no longer", null);
        }
    }

    /** Null where events were lost: then all look. */
    private void grown(@Nullable Path file) {
        List.copyOf(waiters).stream()
                .filter(waiter -> file == null || waiter.file().equals(file))
                .forEach(this::wake);
    }
}
