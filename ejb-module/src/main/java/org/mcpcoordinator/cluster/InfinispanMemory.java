package org.mcpcoordinator.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.infinispan.AdvancedCache;
import org.infinispan.Cache;
import org.infinispan.context.Flag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sessions in a cache of Infinispan's; nothing of our classes is in it, so that it outlives them. */
final class InfinispanMemory implements SessionMemory {
    private static final Logger LOG = Logger.getLogger(InfinispanMemory.class);

    private final AdvancedCache<String, byte[]> cache;
    private final AdvancedCache<String, byte[]> blind;

    InfinispanMemory(Cache<String, byte[]> cache) {
        // All is in memory: what is not there need not be looked for on a disk.
        this.cache = cache.getAdvancedCache().withFlags(Flag.SKIP_CACHE_LOAD);
        this.blind = this.cache.withFlags(Flag.IGNORE_RETURN_VALUES);
    }

    @Override
    public byte @Nullable [] find(String key) {
        return cache.get(key);
    }

    @Override
    public CompletionStage<?> keep(String key, byte[] value, Duration lifespan) {
        return logged(blind.putAsync(key, Objects.requireNonNull(value), lifespan.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void forget(String key) {
        CompletionStage<?> unused = logged(blind.removeAsync(key));
    }

    @Override
    public void each(BiConsumer<String, byte[]> entries) {
        cache.forEach(entries);
    }

    @Override
    public Runnable listen(Ear ear) {
        SessionNews news = new SessionNews(ear);
        cache.addListener(news);
        return () -> cache.removeListener(news);
    }

    private static CompletionStage<?> logged(CompletableFuture<?> done) {
        return done.handle((value, failure) -> {
            if (failure != null) {
                LOG.debugf(failure, "A session is kept on this node only");
            }
            return null;
        });
    }
}
