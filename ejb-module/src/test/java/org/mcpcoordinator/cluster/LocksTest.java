package org.mcpcoordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingDatabase;

/** Locks of two nodes on one database. */
class LocksTest {
    private static TestingDatabase database;

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void oneHolderHasItAndNoOtherNotEvenOfTheSameNode() {
        LocalNode one = joined("one");
        Lock held = take(one, "a").orElseThrow();

        assertThat(take(one, "a")).isEmpty();
        assertThat(take(joined("two"), "a")).isEmpty();
        assertThat(holds(one, held)).isTrue();
        assertThat(Duration.between(Instant.now(), held.expiresAt()))
                .isBetween(Duration.ofSeconds(290), Duration.ofSeconds(310));
    }

    @Test
    void aLockThatExpiredIsTheNextTakersAndTheOldHolderHasLostItForGood() {
        LocalNode one = joined("one");
        LocalNode two = joined("two");
        Lock lost = take(one, "b").orElseThrow();
        expire("b");
        assertThat(holds(one, lost)).isFalse();

        Lock taken = take(two, "b").orElseThrow();

        assertThat(taken.epoch()).isGreaterThan(lost.epoch());
        assertThat(extend(one, lost)).isFalse();
        giveBack(one, lost);
        assertThat(holds(one, taken))
                .as("giving back what is lost takes it from nobody")
                .isTrue();
    }

    @Test
    void aLaterLifeOfANodeTakesWhatItsEarlierOneHeld() {
        Lock earlier = take(joined("one"), "c").orElseThrow();

        assertThat(take(joined("one"), "c")).get().extracting(Lock::epoch).isEqualTo(earlier.epoch() + 1);
    }

    @Test
    void whoWaitsHearsThatItIsFree() throws Exception {
        LocalNode one = joined("one");
        Lock held = take(one, "d").orElseThrow();
        BlockingQueue<Announced> heard = new LinkedBlockingQueue<>();
        AutoCloseable listening = TestingCluster.listen(database.asApp(), heard::add);
        try {
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new Announced(Announced.RESUMED, ""));
            giveBack(one, held);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new Announced(Locks.FREED, "d"));
        } finally {
            listening.close();
        }
        assertThat(take(joined("two"), "d")).isPresent();
    }

    @Test
    void namesAndTimesOutOfBoundsAreRefused() {
        LocalNode node = joined("one");
        assertThatThrownBy(() -> take(node, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> take(node, "x".repeat(121))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> take(node, "e", Duration.ofHours(25))).isInstanceOf(IllegalArgumentException.class);
        assertThat(take(node, "x".repeat(120), Duration.ofDays(1))).isPresent();
    }

    private static LocalNode joined(String name) {
        LocalNode node = new LocalNode(new ClusterConfig("local", name, ""), UUID.randomUUID());
        database.inTransaction(em -> new TestingCluster(em, node).cluster().join());
        return node;
    }

    private static Optional<Lock> take(LocalNode node, String name) {
        return with(node, locks -> locks.take(name));
    }

    private static Optional<Lock> take(LocalNode node, String name, Duration ttl) {
        return with(node, locks -> locks.take(name, ttl));
    }

    private static boolean holds(LocalNode node, Lock lock) {
        return with(node, locks -> locks.holds(lock));
    }

    private static boolean extend(LocalNode node, Lock lock) {
        return with(node, locks -> locks.extend(lock, Duration.ofMinutes(1)));
    }

    private static void giveBack(LocalNode node, Lock lock) {
        with(node, locks -> {
            locks.giveBack(lock);
            return true;
        });
    }

    private static <T> T with(LocalNode node, Function<Locks, T> work) {
        return database.fromTransaction(em -> work.apply(new TestingCluster(em, node).locks()));
    }

    private static void expire(String name) {
        database.inTransaction(
                em -> em.createNativeQuery("UPDATE lease SET expires_at = clock_timestamp() WHERE name = :name")
                        .setParameter("name", Locks.PREFIX + name)
                        .executeUpdate());
    }
}
