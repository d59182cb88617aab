package org.mcpcoordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingDatabase;

class LeasesTest {
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);
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
    void theFirstToAskGetsALeaseAndTheOtherDoesNot() {
        LocalNode first = joined("one");
        LocalNode second = joined("two");
        assertThat(acquire(first, "a", TTL)).get().satisfies(lease -> {
            assertThat(lease.epoch()).isEqualTo(1);
            assertThat(lease.owner()).isEqualTo("one/" + first.incarnation());
        });
        assertThat(acquire(second, "a", TTL)).isEmpty();
    }

    @Test
    void askingAgainExtendsAndKeepsTheEpoch() {
        LocalNode node = joined("one");
        Lease before = acquire(node, "b", TTL).orElseThrow();
        Lease after = acquire(node, "b", TTL).orElseThrow();
        assertThat(after.epoch()).isEqualTo(before.epoch());
        assertThat(after.expiresAt()).isAfter(before.expiresAt());
    }

    @Test
    void anExpiredLeaseGoesToTheNextWithAHigherEpoch() {
        Lease lost = acquire(joined("one"), "c", SHORT).orElseThrow();
        letTheDatabaseClockPass(lost);
        Lease taken = acquire(joined("two"), "c", TTL).orElseThrow();
        assertThat(taken.epoch()).isEqualTo(lost.epoch() + 1);
        assertThat(renews(joined("one"), lost)).isFalse();
    }

    @Test
    void anExpiredLeaseIsNotRenewedButTakenAnewWithAHigherEpochEvenByWhoeverHadIt() {
        LocalNode node = joined("one");
        Lease late = acquire(node, "late", SHORT).orElseThrow();
        letTheDatabaseClockPass(late);
        assertThat(holds(node, late)).isFalse();
        assertThat(renews(node, late)).isFalse();

        Lease anew = acquire(node, "late", TTL).orElseThrow();
        assertThat(anew.epoch()).isEqualTo(late.epoch() + 1);
        assertThat(holds(node, late)).as("what was begun before is void").isFalse();
        assertThat(holds(node, anew)).isTrue();
        assertThat(holds(joined("two"), anew)).as("whoever asks").isTrue();
        assertThat(acquire(joined("two"), "late", TTL)).isEmpty();
    }

    @Test
    void aRestartedNodeTakesOverTheLeasesOfItsEarlierLifeAtOnce() {
        Lease earlier = acquire(joined("one"), "d", TTL).orElseThrow();
        Lease later = acquire(joined("one"), "d", TTL).orElseThrow();
        assertThat(later.epoch()).isEqualTo(earlier.epoch() + 1);
    }

    @Test
    void aLifeThatWasReplacedGetsNoLeaseEvenIfItWakesUp() {
        LocalNode paused = joined("one");
        Lease old = acquire(paused, "e", TTL).orElseThrow();
        LocalNode restarted = joined("one");
        assertThat(acquire(paused, "f", TTL)).isEmpty();
        Lease taken = acquire(restarted, "e", TTL).orElseThrow();
        assertThat(acquire(paused, "e", TTL)).isEmpty();
        assertThat(renews(paused, old)).isFalse();
        assertThat(renews(restarted, taken)).isTrue();
    }

    @Test
    void aNodeThatNeverJoinedGetsNoLease() {
        assertThat(acquire(life("stranger"), "g", TTL)).isEmpty();
    }

    @Test
    void aReleasedLeaseIsFreeAtOnceAndItsEpochGoesOnRising() {
        LocalNode first = joined("one");
        Lease given = acquire(first, "h", TTL).orElseThrow();
        release(first, given);
        assertThat(renews(first, given)).isFalse();
        assertThat(acquire(joined("two"), "h", TTL))
                .get()
                .extracting(Lease::epoch)
                .isEqualTo(2L);
    }

    @Test
    void releasingALeaseOneHasLostTakesItFromNobody() {
        LocalNode first = joined("one");
        Lease lost = acquire(first, "i", SHORT).orElseThrow();
        letTheDatabaseClockPass(lost);
        LocalNode second = joined("two");
        Lease held = acquire(second, "i", TTL).orElseThrow();
        release(first, lost);
        assertThat(renews(second, held)).isTrue();
    }

    @Test
    void whoAsksLearnsWhichOtherNodeHoldsALeaseNow() {
        LocalNode first = joined("one");
        LocalNode second = joined("two");
        assertThat(elsewhere(second, "k")).isEmpty();

        Lease given = acquire(first, "k", TTL).orElseThrow();
        assertThat(elsewhere(second, "k")).hasValue("one");
        assertThat(elsewhere(first, "k")).as("its own").isEmpty();
        LocalNode again = joined("one");
        assertThat(elsewhere(again, "k")).as("of its earlier life").isEmpty();

        release(first, given);
        assertThat(elsewhere(second, "k")).isEmpty();
        letTheDatabaseClockPass(acquire(again, "k", SHORT).orElseThrow());
        assertThat(elsewhere(second, "k")).as("it has run out").isEmpty();
    }

    @Test
    void ofManyWhoAskTogetherExactlyOneGetsTheLease() throws Exception {
        List<LocalNode> nodes =
                IntStream.range(0, 8).mapToObj(i -> joined("racer-" + i)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
        try {
            List<Callable<Optional<Lease>>> asks = nodes.stream()
                    .map(node -> (Callable<Optional<Lease>>) () -> acquire(node, "race", TTL))
                    .toList();
            int winners = 0;
            for (Future<Optional<Lease>> answer : threads.invokeAll(asks)) {
                winners += answer.get().isPresent() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aDrainedNodeGoesOnForItsHostWhileNobodyElseIsThereAndLeavesAllElseToOthers() {
        LocalNode drained = joinedOn("lonely", "one-lonely");
        joinedOn("busy", "one-busy");
        database.inTransaction(em -> new TestingCluster(em, drained).cluster().drain("one-lonely"));
        for (String kind : List.of("host/", "health/", "standby/")) {
            Lease own = acquire(drained, kind + "lonely", TTL).orElseThrow();
            release(drained, own);
            assertThat(acquire(drained, kind + "busy", TTL)).isEmpty();
        }
        assertThat(acquire(drained, "leader", TTL)).isEmpty();

        LocalNode second = joinedOn("lonely", "two-lonely");
        for (String kind : List.of("host/", "health/", "standby/")) {
            assertThat(acquire(drained, kind + "lonely", TTL)).isEmpty();
            assertThat(acquire(second, kind + "lonely", TTL)).isPresent();
        }
    }

    @Test
    void aNodeThatStandsStillWhileItTakesALeaseKeepsNobodyWaitingForLong() {
        LocalNode frozen = joined("one");
        LocalNode other = joined("two");
        AtomicReference<Optional<Lease>> taken = new AtomicReference<>(Optional.empty());
        assertThatThrownBy(() -> database.inTransaction(em -> {
                    Leases leases = new TestingCluster(em, frozen).leases();
                    leases.store.standstill = Duration.ofMillis(300);
                    leases.acquire("still", TTL);
                    taken.set(database.fromTransaction(next -> {
                        next.createNativeQuery("SET LOCAL lock_timeout = '20s'").executeUpdate();
                        return new TestingCluster(next, other).leases().acquire("still", TTL);
                    }));
                }))
                .as("the database has ended it")
                .isInstanceOf(Exception.class);
        assertThat(taken.get()).isPresent();
    }

    @Test
    void namesAndTimesOutOfBoundsAreRefused() {
        LocalNode node = joined("one");
        assertThatThrownBy(() -> acquire(node, "", TTL)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> acquire(node, "x".repeat(129), TTL)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> acquire(node, "j", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> acquire(node, "j", Duration.ofMinutes(61)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(acquire(node, "x".repeat(128), Duration.ofHours(1))).isPresent();
    }

    private static LocalNode life(String name) {
        return new LocalNode(new ClusterConfig("local", name, ""), UUID.randomUUID());
    }

    private static LocalNode joined(String name) {
        LocalNode node = life(name);
        database.inTransaction(em -> new TestingCluster(em, node).cluster().join());
        return node;
    }

    private static LocalNode joinedOn(String host, String name) {
        LocalNode node = new LocalNode(new ClusterConfig(host, name, ""), UUID.randomUUID());
        database.inTransaction(em -> new TestingCluster(em, node).cluster().join());
        return node;
    }

    private static Optional<Lease> acquire(LocalNode node, String name, Duration ttl) {
        return with(node, leases -> leases.acquire(name, ttl));
    }

    private static Optional<String> elsewhere(LocalNode node, String name) {
        return with(node, leases -> leases.elsewhere(name));
    }

    private static boolean renews(LocalNode node, Lease lease) {
        return with(node, leases -> leases.renew(lease));
    }

    private static boolean holds(LocalNode node, Lease lease) {
        return with(node, leases -> leases.holds(lease));
    }

    private static void release(LocalNode node, Lease lease) {
        with(node, leases -> {
            leases.release(lease);
            return true;
        });
    }

    private static <T> T with(LocalNode node, Function<Leases, T> work) {
        return database.fromTransaction(em -> work.apply(new TestingCluster(em, node).leases()));
    }

    private static void letTheDatabaseClockPass(Lease lease) {
        database.inTransaction(em -> em.createNativeQuery(
                        "SELECT CAST(pg_sleep(greatest(0, extract(epoch FROM expires_at - clock_timestamp()))) AS text)"
                                + " FROM lease WHERE name = :name")
                .setParameter("name", lease.name())
                .getSingleResult());
    }
}
