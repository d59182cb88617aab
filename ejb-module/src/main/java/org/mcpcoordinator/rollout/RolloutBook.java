package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Writes down what is asked for: plans and new rollouts. Each method is one transaction. */
@Dependent
@Transactional
class RolloutBook {
    private static final Duration PLAN_LIFE = Duration.ofHours(24);
    private static final Duration BEYOND_DEADLINE = Duration.ofSeconds(60);
    private static final int FREE_REMOVAL_PERCENT = 10;

    private final RolloutStore store;
    private final Planner planner;
    private final Snapshots snapshots;
    private final Fleet fleet;
    private final Catalog catalog;
    private final Cluster cluster;
    private final Clock clock;
    private final Event<RolloutMoved> moved;

    @Inject
    RolloutBook(
            RolloutStore store,
            Planner planner,
            Snapshots snapshots,
            Fleet fleet,
            Catalog catalog,
            Cluster cluster,
            Clock clock,
            Event<RolloutMoved> moved) {
        this.store = store;
        this.planner = planner;
        this.snapshots = snapshots;
        this.fleet = fleet;
        this.catalog = catalog;
        this.cluster = cluster;
        this.clock = clock;
        this.moved = moved;
    }

    /**
     * What a new rollout is to be like.
     *
     * @param phases as asked for, not yet cut
     */
    record Terms(List<Integer> phases, Profile profile, int allowRemove) {}

    Plan plan(FleetFile file, Caller caller) {
        Planner.Draft draft = planner.draft(file.fleet(), file.servers(), cluster.localHost());
        PlanRow row = new PlanRow();
        row.id = UUID.randomUUID().toString().replace("-", "");
        row.fleet = file.fleet();
        row.baseRevision = newest(file.fleet());
        row.fingerprint = draft.fingerprint();
        row.document = file.document();
        PlanContent content = new PlanContent(
                draft.changes(),
                draft.difference().steps().size()
                        - (draft.changes().size()
                                - draft.difference().removals().size()),
                draft.forecast(),
                draft.warnings());
        row.content = content.write();
        row.createdBy = caller.name();
        row.createdAt = now();
        store.keep(row, row.createdAt.minus(PLAN_LIFE));
        return new Plan(
                row.id,
                row.fleet,
                row.baseRevision,
                content.changes(),
                content.unchanged(),
                content.forecast(),
                content.warnings(),
                row.createdAt);
    }

    /** A rollout of a plan. */
    Rollout insert(RolloutRequest request, Caller caller) {
        PlanRow plan = store.plan(request.planId(), now().minus(PLAN_LIFE))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.PLAN_NOT_FOUND,
                        "there is no plan " + request.planId() + "; plans are kept for 24 h"));
        Terms terms = terms(request.phases(), request.profile(), request.allowRemove());
        refuseSecond(plan.fleet);
        if (newest(plan.fleet) != plan.baseRevision
                || !Planner.fingerprint(fleet.ofFleet(plan.fleet)).equals(plan.fingerprint)) {
            throw new ProblemException(
                    ProblemCode.PLAN_STALE,
                    "fleet " + plan.fleet + " changed after the plan was made; make a new plan and look at it");
        }
        FleetFile file = catalog.read(plan.document);
        Planner.Draft draft = planner.draft(plan.fleet, file.servers(), cluster.localHost());
        Map<InstanceKey, Integer> ports = new HashMap<>();
        PlanContent.read(plan.content)
                .changes()
                .forEach(change -> ports.put(new InstanceKey(change.server(), change.replica()), change.port()));
        List<Integer> targets = targets(draft, terms);
        Revision revision = catalog.accept(file, caller.name(), request.reason());
        return insert(revision.id(), plan.fleet, file.servers(), draft, ports, targets, terms, caller, 0);
    }

    /**
     * A rollout of the newest revision, of the fleet or, if none is named, of whatever fleet was imported last.
     *
     * @param jobInstance the batch job that asks, 0 for none
     */
    Rollout insertNewest(Optional<String> name, Terms terms, Caller caller, long jobInstance) {
        Revision revision = (name.isPresent() ? catalog.newest(name.get()) : catalog.newestOfAll())
                .flatMap(newest -> catalog.find(newest.id()))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NO_FLEET,
                        name.map(fleetName -> "fleet " + fleetName + " has no revision; import or apply it first")
                                .orElse("no fleet has been imported; import or apply one first")));
        refuseSecond(revision.fleet());
        Planner.Draft draft = planner.draft(revision.fleet(), revision.servers(), cluster.localHost());
        return insert(
                revision.id(),
                revision.fleet(),
                revision.servers(),
                draft,
                draft.ports(),
                targets(draft, terms),
                terms,
                caller,
                jobInstance);
    }

    /** Reads the terms of a request. */
    static Terms terms(List<Integer> phases, String profile, int allowRemove) {
        Profile rules = Profile.of(profile)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.REQUEST_INVALID,
                        "there is no profile " + profile + "; there are careful and quick"));
        return new Terms(phases, rules, allowRemove);
    }

    Optional<Rollout> find(long id) {
        return store.find(id).map(snapshots::of);
    }

    List<Rollout> list(int most) {
        return snapshots.of(store.newest(most));
    }

    private List<Integer> targets(Planner.Draft draft, Terms terms) {
        int removals = draft.difference().removals().size();
        int free = draft.current() * FREE_REMOVAL_PERCENT / 100;
        if (removals > Math.max(free, terms.allowRemove())) {
            throw new ProblemException(
                    ProblemCode.REMOVAL_TOO_LARGE,
                    removals + " of " + draft.current() + " servers would be removed; without leave that is at most "
                            + FREE_REMOVAL_PERCENT + " %, " + free + " servers; allow " + removals + " to go on");
        }
        List<Integer> phases =
                Phases.cut(terms.phases(), draft.difference().ordered().size());
        List<Integer> targets = new ArrayList<>();
        targets.add(Math.min(draft.difference().canarySize(), phases.get(0)));
        targets.addAll(phases);
        return targets;
    }

    @SuppressWarnings("checkstyle:ParameterNumber")
    private Rollout insert(
            long revision,
            String name,
            List<ServerDefinition> servers,
            Planner.Draft draft,
            Map<InstanceKey, Integer> ports,
            List<Integer> targets,
            Terms terms,
            Caller caller,
            long jobInstance) {
        Instant now = now();
        RolloutRow row = new RolloutRow();
        row.fleet = name;
        row.revision = revision;
        row.state = RolloutState.PENDING;
        row.reason = "";
        row.detail = "";
        row.profile = terms.profile().name();
        row.planned = targets.get(targets.size() - 1);
        row.progressAt = now;
        row.progressSeconds = progressSeconds(terms.profile(), servers);
        row.jobInstance = jobInstance;
        row.startedBy = caller.name();
        row.startedAt = now;
        try {
            store.insert(row, targets);
        } catch (PersistenceException refused) {
            throw oneIsOpen(refused, name);
        }
        store.insertItems(row.id, PlacedItem.layOut(draft.difference(), targets, ports));
        Rollout rollout = snapshots.of(row);
        moved.fire(new RolloutMoved(rollout));
        return rollout;
    }

    /** A server may take longer to start than the profile waits for progress: then the rollout waits that long. */
    private static int progressSeconds(Profile profile, List<ServerDefinition> servers) {
        long longest = servers.stream()
                .mapToLong(definition ->
                        definition.health().deadline().plus(BEYOND_DEADLINE).toSeconds())
                .max()
                .orElse(0);
        return (int) Math.max(longest, profile.progressDeadline().toSeconds());
    }

    private void refuseSecond(String name) {
        store.open(name).ifPresent(open -> {
            throw new ProblemException(
                    ProblemCode.ROLLOUT_ACTIVE, "rollout " + open.id + " of fleet " + name + " is " + open.state);
        });
    }

    /** Two requests at once both find no open rollout; the unique index lets one of them through. */
    static RuntimeException oneIsOpen(PersistenceException refused, String name) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("rollout_one_open_per_fleet")) {
                return new ProblemException(
                        ProblemCode.ROLLOUT_ACTIVE,
                        "another rollout of fleet " + name + " began at the same moment",
                        List.of(),
                        refused);
            }
        }
        return refused;
    }

    private long newest(String name) {
        return catalog.newest(name).map(Revision::id).orElse(0L);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
