package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.timer.Occasion;

/**
 * Which rollouts this node drives. A rollout is driven by whoever holds its lease {@code rollout/<id>}; the lease's
 * epoch goes into every write. What is lost here with a crash is found again by looking: the lease runs out, or this
 * node takes it over from its own earlier life.
 */
@ApplicationScoped
class Helm {
    private static final Logger LOG = Logger.getLogger(Helm.class);

    /** How long a lease lasts that nobody renews; also how long a transaction that holds a rollout's row may stand still. */
    static final Duration LEASE = Duration.ofSeconds(15);

    /** A job whose first step has not spoken for this long never will; it is tried once more. */
    private static final Duration BEGIN = Duration.ofSeconds(25);

    /** A job that has not been heard for so long is dead, whatever the job repository says. */
    static final Duration SILENCE = Duration.ofSeconds(60);

    /** A server that shuts down stops its jobs first; only a node that is still here after this meant the job. */
    private static final Duration STOP_IS_MEANT = Duration.ofSeconds(5);

    /** A rollout that another node has begun is known before that node's lease can run out. */
    private static final Duration UNTOLD = Duration.ofSeconds(10);

    private final Occasion occasion = new Occasion(UNTOLD);
    private final Map<Long, Lease> held = new ConcurrentHashMap<>();
    private final LaunchBook book = new LaunchBook();
    private final Map<Long, Instant> heardAt = new ConcurrentHashMap<>();
    private final Map<Long, Instant> stoppedAt = new ConcurrentHashMap<>();

    @Inject
    Commands commands;

    @Inject
    Cluster cluster;

    @Inject
    Leases leases;

    @Inject
    Provider<RolloutLauncher> launcher;

    @Inject
    JobTrail trail;

    @Inject
    JobEnds ends;

    @Inject
    Clock clock;

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) RolloutMoved moved) {
        occasion.arise();
    }

    /** Another node has left its rollouts to others, or it was not heard when it did. */
    void on(@Observes Announced announced) {
        if (announced.concerns(Leases.FREE)) {
            occasion.arise();
        }
    }

    boolean isDue() {
        return occasion.isDue(clock.instant());
    }

    /** Looks after what is open, if there is a reason to; by one thread at a time. */
    void look() {
        occasion.take(clock.instant(), this::lookAfterAll);
    }

    /** True if this node carries on any rollout. */
    boolean drivesAny() {
        return !held.isEmpty();
    }

    /** Takes the lease, or keeps it; empty if another living node has it. */
    OptionalLong own(long id) {
        return leases.acquire(lease(id), LEASE)
                .map(lease -> {
                    held.put(id, lease);
                    return OptionalLong.of(lease.epoch());
                })
                .orElseGet(OptionalLong::empty);
    }

    /** An execution begins: true if this node has launched it, false if a person has. */
    boolean begins(long id, long execution) {
        return book.ours(id, execution);
    }

    /** That execution has taken the rollout into its hands. */
    void taken(long id) {
        heard(id);
        book.taken(id);
    }

    /** The execution under way does something. */
    void heard(long id) {
        heardAt.put(id, clock.instant());
    }

    /** Gives the lease back, if this node has it. */
    void leave(long id) {
        Lease lease = held.remove(id);
        if (lease != null) {
            leases.release(lease);
        }
    }

    /**
     * Extends all leases of this node, every 2 s, beside whatever is done under them: that may wait. Without it they are void after 15 s, and the writes made under them with them: a node
     * that stood still for longer takes each anew, with the next epoch, if nobody else has done so.
     */
    void renew() {
        held.forEach((id, lease) -> {
            if (!leases.renew(lease, LEASE)) {
                held.remove(id, lease);
                LOG.warnf(
                        "The lease of rollout %d, epoch %d, has run out or belongs to another node: what was begun under it"
                                + " is not written",
                        id, lease.epoch());
            }
        });
    }

    /** True while this node holds the rollout's lease of that epoch, by the database's clock, in the caller's transaction. */
    boolean holds(long id, long epoch) {
        Lease lease = held.get(id);
        return lease != null && lease.epoch() == epoch && leases.holds(lease);
    }

    /** The execution was told to stop although nobody paused the rollout. */
    void stopped(long id) {
        stoppedAt.put(id, clock.instant());
    }

    /**
     * Sees to it that the rollout is carried on; gives false if another node does that. Who had to wait here looks again:
     * what was read before may have got its job meanwhile, and a second one would only fence the first.
     */
    synchronized boolean drive(RolloutRow seen) {
        RolloutRow row = commands.toBeDriven(seen.id).orElse(null);
        if (row == null) {
            return true;
        }
        if (atWork(row)) {
            return true;
        }
        if (own(row.id).isEmpty()) {
            return false;
        }
        launch(row);
        return true;
    }

    /** Says what carries the rollout on right now, and where; empty if nothing does that is alive. */
    Optional<String> carrier(RolloutRow row) {
        if (atWork(row)) {
            Instant heard = heardAt.get(row.id);
            return Optional.of("batch execution " + row.execution + " carries it on, on node " + cluster.localNode()
                    + (heard == null ? "" : ", last heard of " + heard));
        }
        return leases.elsewhere(lease(row.id)).map(node -> "node " + node + " carries it on");
    }

    private boolean atWork(RolloutRow row) {
        return launcher.get().running(row.execution) && held.containsKey(row.id) && !silent(row.id);
    }

    private static String lease(long id) {
        return "rollout/" + id;
    }

    private void launch(RolloutRow row) {
        boolean back = row.state == RolloutState.ROLLING_BACK || row.back();
        Optional<String> broken = launcher.get().broken(back);
        if (broken.isPresent()) {
            giveUp(row, "its batch job cannot begin: " + broken.get());
            return;
        }
        book.begins(row.id, row.execution, clock.instant());
        long execution;
        try {
            execution = row.execution == 0
                    ? launcher.get().start(row.id, back)
                    : launcher.get().restart(row.id, row.execution, back);
        } catch (RuntimeException failed) {
            book.failed(row.id, String.valueOf(failed.getMessage()));
            throw failed;
        }
        book.launched(row.id, execution);
        commands.launched(row.id, execution);
        LOG.infof("Rollout %d of fleet %s is carried out by batch execution %d", row.id, row.fleet, execution);
    }

    /** Looks after all open rollouts: takes over what nobody drives, and ends what cannot begin; true if there are any. */
    boolean lookAfterAll() {
        List<RolloutRow> open = commands.toBeDriven();
        for (RolloutRow row : open) {
            Instant stop = stoppedAt.get(row.id);
            if (older(book.awaitedSince(row.id).orElse(null), BEGIN)) {
                neverBegan(row);
            } else if (stop == null) {
                driveInTime(row);
            } else if (older(stop, STOP_IS_MEANT)) {
                stoppedAt.remove(row.id, stop);
                if (!launcher.get().running(row.execution) && own(row.id).isPresent()) {
                    commands.pausedByJob(row.id);
                    leave(row.id);
                    trail.stopped(row.id);
                }
            }
        }
        return !open.isEmpty();
    }

    /**
     * A database that was away may have swallowed the first try; the second one tells. What could not even be started is tried
     * right before it is given up: a database that has just become well may have been all there was to it.
     */
    private void neverBegan(RolloutRow row) {
        launcher.get().forget(row.execution);
        boolean hopeless = book.inVain(row.id) > 1;
        if (!hopeless || book.refusal(row.id).isPresent()) {
            LOG.warnf("Batch execution %d of rollout %d never began; it is tried again", row.execution, row.id);
            hopeless &= !tryToDrive(row);
        }
        if (hopeless && own(row.id).isPresent()) {
            giveUp(row, book.refusal(row.id).map(JobEnds::refused).orElseGet(() -> ends.of(row.execution)));
        }
    }

    private void giveUp(RolloutRow row, String why) {
        LOG.warnf("Rollout %d has failed: %s", row.id, why);
        commands.neverBegan(row.id, why);
        book.over(row.id);
        leave(row.id);
    }

    /** One whose job cannot be started is tried again later, and holds up no other: gives false. */
    private boolean tryToDrive(RolloutRow row) {
        try {
            drive(row);
            return true;
        } catch (RuntimeException refused) {
            LOG.warnf("The job of rollout %d cannot be started now: %s", row.id, refused.getMessage());
            return false;
        }
    }

    private void driveInTime(RolloutRow row) {
        if (isAboutToBeTaken(row)) {
            return;
        }
        if (silent(row.id)) {
            LOG.warnf("Batch execution %d of rollout %d is not heard any more", row.execution, row.id);
            launcher.get().forget(row.execution);
            heardAt.remove(row.id);
        }
        if (!book.pauses(row.id, clock.instant()) || launcher.get().running(row.execution)) {
            tryToDrive(row);
        }
    }

    /** The job of a person enters its rollout and takes it in the next moment; a second one would only fence it. */
    private boolean isAboutToBeTaken(RolloutRow row) {
        return row.jobInstance != 0 && row.epoch == 0 && !older(row.startedAt, BEGIN);
    }

    private boolean silent(long id) {
        return book.awaitedSince(id).isEmpty() && older(heardAt.get(id), SILENCE);
    }

    private boolean older(@Nullable Instant moment, Duration than) {
        return moment != null && moment.plus(than).isBefore(clock.instant());
    }
}
