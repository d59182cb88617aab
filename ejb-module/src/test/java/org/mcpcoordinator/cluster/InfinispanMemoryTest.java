package org.mcpcoordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.infinispan.Cache;
import org.infinispan.commons.time.DefaultTimeService;
import org.infinispan.commons.time.TimeService;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.factories.impl.BasicComponentRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a real cache, whose clock stands still until a test moves it. */
class InfinispanMemoryTest {
    private static final int MOST = 100;

    private final AtomicLong millis = new AtomicLong(1_000);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final DefaultCacheManager container = new DefaultCacheManager();

    @SuppressWarnings("NullAway.Init")
    private Cache<String, byte[]> cache;

    @SuppressWarnings("NullAway.Init")
    private InfinispanMemory memory;

    @SuppressWarnings("NullAway.Init")
    private Runnable silence;

    private final SessionMemory.Ear ear = new SessionMemory.Ear() {
        @Override
        public void expired(String key, byte[] value) {
            heard.add("expired " + key + " " + value.length);
        }

        @Override
        public void pushedOut(String key, byte[] value) {
            heard.add("pushed out " + value.length);
        }

        @Override
        public void changedElsewhere(String key) {
            heard.add("elsewhere " + key);
        }
    };

    /** Time that a test moves. */
    private final class Stepped extends DefaultTimeService {
        @Override
        public long wallClockTime() {
            return millis.get();
        }

        @Override
        public long time() {
            return TimeUnit.MILLISECONDS.toNanos(millis.get());
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.get());
        }
    }

    @BeforeEach
    void begin() {
        BasicComponentRegistry parts = GlobalComponentRegistry.componentOf(container, BasicComponentRegistry.class);
        parts.replaceComponent(TimeService.class.getName(), new Stepped(), true);
        parts.rewire();
        container.defineConfiguration(
                "sessions", new ConfigurationBuilder().memory().maxCount(MOST).build());
        cache = container.getCache("sessions");
        memory = new InfinispanMemory(cache);
        silence = memory.listen(ear);
    }

    @AfterEach
    void end() throws Exception {
        container.close();
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis());
        cache.getAdvancedCache().getExpirationManager().processExpiration();
    }

    @Test
    void whatIsKeptIsFoundUntilItsTimeIsOverAndThenTold() {
        memory.keep("a", new byte[] {1}, Duration.ofMinutes(1));
        memory.keep("b", new byte[] {2, 2}, Duration.ofMinutes(3));
        memory.keep("a", new byte[] {1, 1, 1}, Duration.ofMinutes(2));
        pass(Duration.ofSeconds(90));
        assertThat(memory.find("a")).containsExactly(1, 1, 1);
        assertThat(heard).isEmpty();

        pass(Duration.ofSeconds(60));

        assertThat(memory.find("a")).isNull();
        assertThat(heard).containsExactly("expired a 3");
        Map<String, Integer> left = new TreeMap<>();
        memory.each((key, value) -> left.put(key, value.length));
        assertThat(left).containsExactly(Map.entry("b", 2));
    }

    @Test
    void whatThisNodeForgetsIsNoNews() {
        memory.keep("a", new byte[] {1}, Duration.ofMinutes(1));
        memory.forget("a");

        assertThat(memory.find("a")).isNull();
        assertThat(heard).isEmpty();
    }

    @Test
    void thereAreNeverMoreThanThereIsRoomForAndEachThatGoesIsTold() {
        for (int i = 0; i < 10 * MOST; i++) {
            memory.keep("s" + i, new byte[7], Duration.ofHours(1));
        }

        assertThat(cache).hasSizeLessThanOrEqualTo(MOST);
        assertThat(heard).hasSize(10 * MOST - cache.size()).containsOnly("pushed out 7");
    }

    @Test
    void whoListensNoLongerHearsNothing() {
        memory.keep("a", new byte[] {1}, Duration.ofMinutes(1));
        silence.run();

        pass(Duration.ofMinutes(2));

        assertThat(memory.find("a")).isNull();
        assertThat(heard).isEmpty();
    }
}
