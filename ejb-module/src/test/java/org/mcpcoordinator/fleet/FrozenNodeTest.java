package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.TestingCluster;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingServers;

/** A node stands still for longer than its leases hold, another one goes on in its place, and it wakes up. */
@ExtendWith(TestingWorld.Provider.class)
class FrozenNodeTest {
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final InstanceKey KEY = new InstanceKey("db-1", 0);

    private static final Drift EXTRA =
            new Drift("local", KEY, DriftKind.EXTRA, "a process too many", true, Instant.EPOCH, null);

    private final UUID frozen = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private TestingWorld world;

    @BeforeEach
    void begin(TestingWorld fresh) {
        world = fresh;
        world.running(TestingServers.builtin("db-1", Category.DATABASE, "1"));
        join("frozen", frozen);
        join("other", other);
        world.database.inTransaction(em -> List.of("lease", "drift")
                .forEach(table -> em.createNativeQuery("DELETE FROM " + table).executeUpdate()));
    }

    @Test
    void whatAProberSawUnderALeaseThatRanOutIsNotWrittenEvenBeforeAnotherHasTakenIt() {
        Lease held = take("frozen", frozen, "health/local");
        Instance before = world.only();
        runsOut();
        world.inFleet(fleet -> assertThat(
                        fleet.observe(List.of(new Observation.Fails(KEY, 1, Reason.SLOW, "no answer")), held, 0))
                .isFalse());
        assertThat(world.only()).isEqualTo(before);

        Lease anew = take("other", other, "health/local");
        world.inFleet(fleet -> assertThat(
                        fleet.observe(List.of(new Observation.Fails(KEY, 1, Reason.SLOW, "no answer")), anew, 0))
                .isTrue());
        assertThat(world.only().state()).isEqualTo(InstanceState.UNHEALTHY);
    }

    @Test
    void whatTheHoldersOfAHostSawIsNotWrittenToRowsItsSuccessorHasNotTouchedYet() {
        Lease held = take("frozen", frozen, "host/local");
        Instance before = world.only();
        runsOut();
        take("other", other, "host/local");
        world.inFleet(fleet -> assertThat(
                        fleet.observe(List.of(new Observation.Exited(KEY, 1, 1, 9, true)), held, held.epoch()))
                .isFalse());
        assertThat(world.only()).isEqualTo(before);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void aTransactionThatStandsStillGivesItsRowsToWhoeverGoesOn() {
        EntityManager stuck = world.database.entityManager();
        try {
            stuck.getTransaction().begin();
            Fleet fleet = TestingFleet.of(stuck, world.clock, world.events);
            fleet.store.standstill = Duration.ofMillis(200);
            fleet.store.lock(List.of(KEY));

            goesOn();

            assertThat(world.only().state()).isEqualTo(InstanceState.UNHEALTHY);
            assertThatThrownBy(() -> fleet.observe(List.of(new Observation.Answers(KEY, 1))))
                    .as("its transaction is over")
                    .isInstanceOf(RuntimeException.class);
        } finally {
            endBroken(stuck);
        }
    }

    private static void endBroken(EntityManager stuck) {
        try {
            stuck.getTransaction().rollback();
            stuck.close();
        } catch (RuntimeException connectionIsGone) {
            assertThat(connectionIsGone).isNotNull();
        }
    }

    private void goesOn() {
        world.inFleet(fleet -> fleet.observe(List.of(new Observation.Fails(KEY, 1, Reason.SLOW, "no answer"))));
    }

    @Test
    void nobodyIsPutToSleepUnderALeaseThatRanOut() {
        Lease held = take("frozen", frozen, "standby/local");
        runsOut();
        world.inFleet(fleet -> assertThat(fleet.sleep(world.all(), "", held)).isZero());
    }

    @Test
    void noPortOrGenerationIsChangedUnderALeaseThatRanOut() {
        Lease held = take("frozen", frozen, "host/local");
        Instance before = world.only();
        runsOut();

        refused(repairs -> repairs.correct(List.of(new Correction(KEY, "local", 1, 3177)), held));
        refused(repairs -> repairs.outrun(List.of(new Outrun(KEY, "local", 1, 4)), held));
        refused(repairs -> repairs.reseat(List.of(new Reseat(KEY, "local", 1, 0, null)), held));
        assertThat(world.only()).isEqualTo(before);
        assertThat(world.leases()).containsExactly(before.port());
    }

    @Test
    void noDifferenceIsNotedUnderALeaseThatRanOut() {
        Lease held = take("frozen", frozen, "host/local");
        note(Set.of(EXTRA), held);
        assertThat(drifts()).hasSize(1);

        runsOut();
        assertThatThrownBy(() -> note(Set.of(), held))
                .isInstanceOfSatisfying(
                        ProblemException.class, lost -> assertThat(lost.code()).isEqualTo(ProblemCode.LEASE_LOST));
        assertThat(drifts())
                .as("it is open still")
                .singleElement()
                .satisfies(drift -> assertThat(drift.healedAt()).isNull());

        note(Set.of(), take("other", other, "host/local"));
        assertThat(drifts())
                .singleElement()
                .satisfies(drift -> assertThat(drift.healedAt()).isNotNull());
    }

    private void note(Set<Drift> open, Lease under) {
        world.database.inTransaction(em -> desk(em).note("local", open, List.of(), under));
    }

    private List<Drift> drifts() {
        return world.database.fromTransaction(em -> desk(em).list());
    }

    private Drifts desk(EntityManager em) {
        Drifts drifts = new Drifts();
        drifts.store = new DriftStore(em);
        drifts.leases = new TestingCluster(em, "node-1", UUID.randomUUID()).leases();
        drifts.clock = world.clock;
        return drifts;
    }

    private void refused(Consumer<Repairs> work) {
        assertThatThrownBy(() -> world.database.inTransaction(em -> {
                    Repairs repairs = new Repairs();
                    repairs.fleet = TestingFleet.of(em, world.clock, world.events);
                    repairs.leases = repairs.fleet.leases;
                    work.accept(repairs);
                }))
                .isInstanceOfSatisfying(
                        ProblemException.class, lost -> assertThat(lost.code()).isEqualTo(ProblemCode.LEASE_LOST));
    }

    private Lease take(String node, UUID life, String name) {
        TestingDatabase database = world.database;
        return database.fromTransaction(em ->
                new TestingCluster(em, node, life).leases().acquire(name, TTL).orElseThrow());
    }

    private void join(String node, UUID life) {
        world.database.inTransaction(
                em -> new TestingCluster(em, node, life).cluster().join());
    }

    private void runsOut() {
        world.database.inTransaction(em -> em.createNativeQuery("UPDATE lease SET expires_at = clock_timestamp()")
                .executeUpdate());
    }
}
