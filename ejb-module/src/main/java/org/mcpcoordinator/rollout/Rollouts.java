package org.mcpcoordinator.rollout;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of rollouts: plans, requests and commands of people. What is asked for is committed before anything is
 * started, so that a job never finds less than was promised.
 */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Rollouts {
    private static final Logger LOG = Logger.getLogger(Rollouts.class);
    private static final int LISTED = 100;

    @Inject
    RolloutBook book;

    @Inject
    PlanBook plans;

    @Inject
    HostMeter meter;

    @Inject
    Catalog catalog;

    @Inject
    Cluster cluster;

    @Inject
    Commands commands;

    @Inject
    RolloutStore store;

    @Inject
    Recipes recipes;

    @Inject
    Newcomers newcomers;

    @Inject
    Helm helm;

    @Inject
    Chronicle chronicle;

    @Inject
    Mixtures mixtures;

    /**
     * Compares the file with what is wished and running now, and keeps the answer as a plan; writes nothing else. Packages
     * that the file names are installed first, in one exact version each, which is what the plan then says.
     *
     * @throws ProblemException COMMAND_NOT_ALLOWED, before anything is installed; PACKAGE_MANAGER_MISSING,
     *     PACKAGE_UNAVAILABLE, PACKAGES_ON_THE_WAY, AGENT_AWAY
     */
    public Plan plan(FleetFile file, Caller caller) {
        return plan(file, OptionalLong.empty(), caller);
    }

    /**
     * The same of a file that was made of a revision and something beside it. What was accepted since that was read, while
     * packages were installed too, is not in the file, and the plan would remove it.
     *
     * @param base id of the revision it was made of; 0 if the fleet had none
     * @throws ProblemException as above; PLAN_STALE if the fleet has another revision by now
     */
    public Plan planOnto(FleetFile file, long base, Caller caller) {
        return plan(file, OptionalLong.of(base), caller);
    }

    /**
     * The file as a plan of it would have it run: what the caller may not bring in is refused, and packages are installed, in
     * one exact version each. Keeps nothing.
     *
     * @param patience how long to wait for packages that are not there yet
     * @throws ProblemException as {@link #plan(FleetFile, Caller)}
     */
    public FleetFile ready(FleetFile file, Caller caller, Duration patience) {
        newcomers.check(file, caller);
        return recipes.resolve(file, cluster.localHost(), patience).file();
    }

    private Plan plan(FleetFile file, OptionalLong base, Caller caller) {
        newcomers.check(file, caller);
        Recipes.Resolved resolved = recipes.resolve(file, cluster.localHost());
        return plans.make(resolved.file(), base, newcomers.programs(resolved), use(), caller);
    }

    /**
     * A plan that leads back to a revision: what {@code revert} will do. The revision applied in the end is a new one with
     * the old one's content and hash.
     *
     * @throws ProblemException REVISION_NOT_FOUND; FLEET_FILE_INVALID if it would not be accepted any more
     */
    public Plan planRevision(long revision, Caller caller) {
        String document = catalog.document(revision)
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.REVISION_NOT_FOUND, "there is no revision " + revision));
        return plan(catalog.read(document), caller);
    }

    /** A plan that was made less than 24 h ago. */
    public Optional<Plan> findPlan(String id) {
        return plans.find(id);
    }

    private HostUse use() {
        return meter.measure(cluster.localHost()).orElse(new HostUse(List.of(), HostUse.Room.UNKNOWN));
    }

    /**
     * Accepts the plan's revision and starts its rollout.
     *
     * @throws ProblemException PLAN_NOT_FOUND, PLAN_STALE, ROLLOUT_ACTIVE, PHASES_INVALID, TERMS_INVALID,
     *     REMOVAL_TOO_LARGE, COMMAND_NOT_ALLOWED
     */
    public Rollout request(RolloutRequest request, Caller caller) {
        return driven(book.insert(request, caller));
    }

    /**
     * Starts a rollout of the newest revision of the fleet, without a plan.
     *
     * @param phases as in {@link RolloutRequest}
     * @param profile {@code careful} or {@code quick}
     * @throws ProblemException NO_FLEET, ROLLOUT_ACTIVE, PHASES_INVALID, REMOVAL_TOO_LARGE
     */
    public Rollout requestNewest(String fleet, List<Integer> phases, String profile, Caller caller) {
        return driven(book.insertNewest(Optional.of(fleet), phases, profile, caller, 0));
    }

    /** One rollout with its phases and newest verdicts. */
    public Optional<Rollout> find(long id) {
        return book.find(id);
    }

    /** What happened to a rollout, oldest first, at most the newest 500 events. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<RolloutEvent> events(long id) {
        return chronicle.events(id);
    }

    /** The newest rollouts first, at most 100. */
    public List<Rollout> list() {
        return book.list(LISTED);
    }

    /** True if this node carries on any rollout; asked of memory. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public boolean drivesAny() {
        return helm.drivesAny();
    }

    /** Fleets that their newest rollout left between two revisions, by name. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Mixture> mixtures() {
        return mixtures.all();
    }

    /** As {@link #act(long, String, String, Caller)}, without a reason. */
    public Rollout act(long id, String action, Caller caller) {
        return act(id, action, "", caller);
    }

    /**
     * Carries out {@code pause}, {@code resume}, {@code promote}, {@code abort}, {@code rollback}, {@code recover} or
     * {@code acknowledge}. Promoting lets a phase pass that waits for a person, or a gate that could not be judged.
     * Recovering a rollout that failed begins it again: what is healthy is recognised, what failed is started once more;
     * one that is open and that nothing alive carries on is taken over, and refused while something does. Acknowledging
     * says that somebody has seen a failure.
     *
     * @param why in the caller's words, kept in the events; may be empty
     * @throws ProblemException ROLLOUT_NOT_FOUND, ACTION_UNKNOWN, ROLLOUT_STATE, ROLLOUT_ACTIVE, NO_STABLE_VERSION,
     *     ROLLBACK_NOOP
     */
    public Rollout act(long id, String action, String why, Caller caller) {
        if (action.equals("recover")) {
            refuseLiving(id);
        }
        return driven(commands.act(id, action, caller.name(), why));
    }

    /** To answer that it was recovered, and do nothing, would hide from a person that there is nothing to recover. */
    private void refuseLiving(long id) {
        store.toBeDriven(id)
                .flatMap(row -> helm.carrier(row)
                        .map(carrier -> "rollout " + id + " is " + row.state + " and alive: " + carrier
                                + "; there is nothing to recover. If it falls silent for "
                                + Helm.SILENCE.toSeconds() + " s it is taken over by itself"))
                .ifPresent(sentence -> {
                    throw new ProblemException(ProblemCode.ROLLOUT_STATE, sentence);
                });
    }

    /** A launch that fails is tried again by the timer: the rollout is written down, that is what counts. */
    private Rollout driven(Rollout rollout) {
        if (!needsAJob(rollout.state())) {
            return rollout;
        }
        try {
            store.find(rollout.id()).ifPresent(helm::drive);
        } catch (RuntimeException failed) {
            LOG.warnf(failed, "The job of rollout %d could not be started; it is tried again", rollout.id());
        }
        return find(rollout.id())
                .orElseThrow(() ->
                        new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, "there is no rollout " + rollout.id()));
    }

    private static boolean needsAJob(RolloutState state) {
        return switch (state) {
            case PENDING, RUNNING, ABORTING, ROLLING_BACK -> true;
            case PAUSED, AWAITING_PROMOTION, SUCCEEDED, FAILED, ROLLED_BACK, CANCELLED -> false;
        };
    }
}
