package org.mcpcoordinator.finding;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Finds tools for whoever must not wait on a thread: so many searches run aside at once, further ones are refused. */
@ApplicationScoped
public class Finder {
    /** Each takes a connection of the database for some milliseconds. */
    private static final int AT_ONCE = 16;

    private final Semaphore places = new Semaphore(AT_ONCE);

    @Inject
    ToolIndex index;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    /** This very object, for whoever asks often: the container's proxy would be asked each time. */
    public Supplier<Finder> itself() {
        return () -> this;
    }

    /** As {@link ToolIndex#find}; fails with RejectedExecutionException if too many search already. */
    public CompletableFuture<List<FoundTool>> find(String question, Map<String, List<String>> servers, int most) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("too many searches at once"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> index.find(question, servers, most), executor)
                    .whenComplete((found, failure) -> places.release());
        } catch (RejectedExecutionException stopping) {
            places.release();
            return CompletableFuture.failedFuture(stopping);
        }
    }
}
