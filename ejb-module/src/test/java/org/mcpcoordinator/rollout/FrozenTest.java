package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcpcoordinator.rollout.TestingRollouts.refused;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.problem.ProblemCode;

/**
 * A node stands still in the middle of a rollout for longer than its lease lasts, and wakes up: there are two worlds then, its
 * own and the one in which the lease ran out. Leases and rows are the real database's. Criterion B4.
 */
@ExtendWith(TestingRollouts.Provider.class)
class FrozenTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private TestingRollouts world;
    private DatabaseLeases node;
    private Rollout rollout;
    private Ticket frozen;
    private List<InstanceOrder> chunk;

    /** It stands still with the last chunk in its hands. */
    @BeforeEach
    void begin(TestingRollouts fresh) {
        world = fresh;
        node = new DatabaseLeases(world.database, "node-1");
        world.desk = node;
        rollout = world.request(world.sample(30), List.of(15, 30), "quick");
        frozen = world.open(rollout);
        world.phase(frozen, 0);
        world.phase(frozen, 1);
        wish(world.in(room -> room.steps.orders(frozen, 2, 0, 5)));
        chunk = world.in(room -> room.steps.orders(frozen, 2, 0, 5));
        assertThat(world.instances()).hasSize(20);
        assertThat(chunk).hasSize(5);
    }

    @Test
    void aNodeWhoseLeaseRanOutWritesNothingMoreUnderItAndFinishesWithTheNextEpoch() {
        node.runsOut(lease());

        assertTheFrozenExecutionIsRefused();
        world.timer();
        assertThat(world.launcher.asked).last().isEqualTo("restart " + rollout.id() + " 1");
        assertTheFrozenExecutionIsRefused();

        Ticket anew = world.open(rollout);
        assertThat(anew.epoch()).isEqualTo(frozen.epoch() + 1);
        assertTheFrozenExecutionIsRefused();
        assertThat(world.drive(anew)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.SUCCEEDED);
        assertThat(world.instances()).hasSize(30).allMatch(i -> i.generation() == 1 && i.attempt() == 1);
    }

    /** The other one has the lease and has written nothing yet: the rollout's row still names the old epoch. */
    @Test
    void aNodeWhoseLeaseIsAnothersWritesNothingAndStartsNothingUntilThatOneIsGone() {
        DatabaseLeases other = takenOver();

        assertTheFrozenExecutionIsRefused();
        world.timer();
        world.clock.advance(Duration.ofMinutes(10));
        world.timer();

        assertThat(world.launcher.asked).containsExactly("start " + rollout.id());
        assertTheFrozenExecutionIsRefused();
        refused(() -> world.in(room -> room.steps.open(rollout.id(), 1, 2)), ProblemCode.LEASE_LOST);
        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);

        other.runsOut(lease());
        world.timer();
        assertThat(world.launcher.asked).hasSize(2).last().isEqualTo("restart " + rollout.id() + " 1");
        Ticket anew = world.open(rollout);
        assertThat(anew.epoch()).isEqualTo(frozen.epoch() + 2);
        assertThat(world.drive(anew)).isEqualTo(GateAnswer.Kind.GO);
        assertThat(world.instances()).hasSize(30).allMatch(i -> i.generation() == 1 && i.attempt() == 1);
    }

    @Test
    void rowsOfTheNewOwnerAreNotTouchedByTheOldOne() {
        takenOver();
        world.database.inTransaction(theirs -> theirs.createNativeQuery(
                        "UPDATE rollout SET epoch = epoch + 1, execution = execution + 70, wished = wished + 7, healthy = 21"
                                + " WHERE id = :id")
                .setParameter("id", rollout.id())
                .executeUpdate());
        String theirs = row();

        assertTheFrozenExecutionIsRefused();
        leave();
        world.timer();

        assertThat(row()).isEqualTo(theirs);
        assertThat(node.elsewhere(lease())).hasValue("node-2");
    }

    /** What a person would have meant, or a job that never began, is for the owner to say. */
    @Test
    void aStopThatIsLookedAtAfterTheLeaseWentToAnotherPausesNothing() {
        world.in(room -> {
            room.steps.stopped(frozen);
            return 0;
        });
        world.launcher.alive.clear();
        takenOver();

        world.clock.advance(Duration.ofSeconds(30));
        world.timer();

        assertThat(world.find(rollout.id()).state()).isEqualTo(RolloutState.RUNNING);
    }

    @Test
    void aTransactionThatStandsStillKeepsTheRowFromTheOthersNoLongerThanALease() {
        AtomicInteger wished = new AtomicInteger(-1);
        assertThatThrownBy(() -> world.in(room -> {
                    room.store.standstill = Duration.ofMillis(300);
                    room.steps.wish(frozen, chunk);
                    world.database.inTransaction(other -> {
                        other.createNativeQuery("SET LOCAL lock_timeout = '20s'")
                                .executeUpdate();
                        wished.set((Integer)
                                other.createNativeQuery("SELECT wished FROM rollout WHERE id = :id FOR UPDATE")
                                        .setParameter("id", rollout.id())
                                        .getSingleResult());
                    });
                    return 0;
                }))
                .as("the database has ended it")
                .isInstanceOf(Exception.class);

        assertThat(wished).as("the other one has the row, as it was").hasValue(20);
        assertThat(row()).contains(" wished 20 ").endsWith(" 20 instances");
    }

    /** Another node waits until the lease has run out, and takes it for long. */
    private DatabaseLeases takenOver() {
        node.runsOut(lease());
        DatabaseLeases other = new DatabaseLeases(world.database, "node-2");
        assertThat(other.acquire(lease(), HOUR)).get().matches(taken -> taken.epoch() == frozen.epoch() + 1);
        return other;
    }

    private void assertTheFrozenExecutionIsRefused() {
        String before = row();
        refused(() -> wish(chunk), ProblemCode.ROLLOUT_FENCED);
        refused(() -> world.look(frozen, 2), ProblemCode.ROLLOUT_FENCED);
        refused(
                () -> world.in(room -> {
                    room.steps.tooSlow(frozen, HOUR, HOUR);
                    return 0;
                }),
                ProblemCode.ROLLOUT_FENCED);
        refused(() -> world.in(room -> room.steps.close(frozen)), ProblemCode.ROLLOUT_FENCED);
        assertThat(row()).isEqualTo(before);
    }

    private void wish(List<InstanceOrder> orders) {
        world.in(room -> {
            room.steps.wish(frozen, orders);
            return 0;
        });
    }

    private void leave() {
        world.in(room -> {
            room.steps.leave(frozen);
            return 0;
        });
    }

    private String lease() {
        return "rollout/" + rollout.id();
    }

    /** Read by a connection of its own: that of the frozen node may be dead. */
    private String row() {
        return world.database.fromTransaction(em -> (String)
                em.createNativeQuery("""
                        SELECT format('epoch %s execution %s wished %s healthy %s state %s, %s instances', epoch, execution,
                                      wished, healthy, state, (SELECT count(*) FROM instance))
                          FROM rollout WHERE id = :id""").setParameter("id", rollout.id()).getSingleResult());
    }
}
