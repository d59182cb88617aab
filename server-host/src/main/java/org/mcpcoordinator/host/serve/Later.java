package org.mcpcoordinator.host.serve;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs small things after a while, on one thread of its own. */
final class Later implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Later.class.getName());

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "later");
        made.setDaemon(true);
        return made;
    });

    void after(long millis, Runnable work) {
        Future<?> unused = thread.schedule(() -> logged(work), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static void logged(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException unexpected) {
            LOG.log(System.Logger.Level.ERROR, "something planned for later failed", unexpected);
        }
    }
}
