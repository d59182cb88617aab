package org.mcpcoordinator.web.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.SessionMemory;

/** What is kept of sessions, in a map; it runs out, or is pushed out, when a test says so. */
public final class TestingMemory implements SessionMemory {
    public final Map<String, byte[]> entries = new ConcurrentHashMap<>();
    public final Map<String, Duration> lifespans = new ConcurrentHashMap<>();
    public final AtomicInteger writes = new AtomicInteger();
    /** Has ended when other nodes have what is kept. */
    public volatile CompletableFuture<Void> others = CompletableFuture.completedFuture(null);

    private final List<Ear> ears = new CopyOnWriteArrayList<>();

    @Override
    public byte @Nullable [] find(String key) {
        return entries.get(key);
    }

    @Override
    public CompletionStage<?> keep(String key, byte[] value, Duration lifespan) {
        writes.incrementAndGet();
        entries.put(key, value);
        lifespans.put(key, lifespan);
        return others;
    }

    @Override
    public void forget(String key) {
        entries.remove(key);
    }

    @Override
    public void each(BiConsumer<String, byte[]> shown) {
        entries.forEach(shown);
    }

    @Override
    public Runnable listen(Ear ear) {
        ears.add(ear);
        return () -> ears.remove(ear);
    }

    /** The time of an entry is over. */
    public void runOut(String key) {
        byte[] value = entries.remove(key);
        if (value != null) {
            ears.forEach(ear -> ear.expired(key, value));
        }
    }

    /** There is no room for it. */
    public void pushOut(String key) {
        byte[] value = entries.remove(key);
        if (value != null) {
            ears.forEach(ear -> ear.pushedOut(key, value));
        }
    }

    /** Ears that listen now. */
    public int ears() {
        return ears.size();
    }
}
