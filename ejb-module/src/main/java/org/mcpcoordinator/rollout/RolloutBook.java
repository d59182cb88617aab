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
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Writes down new rollouts. Each method is one transaction. */
@Dependent
@Transactional
class RolloutBook {
    private static final Duration BEYOND_DEADLINE = Duration.ofSeconds(60);
    private static final int FREE_REMOVAL_PERCENT = 10;

    private final RolloutStore store;
    private final PlanBook plans;
    private final Planner planner;
    private final Snapshots snapshots;
    private final Catalog catalog;
    private final Cluster cluster;
    private final Clock clock;
    private final Event<RolloutMoved> moved;

    @Inject
    RolloutBook(
            RolloutStore store,
            PlanBook plans,
            Planner planner,
            Snapshots snapshots,
            Catalog catalog,
            Cluster cluster,
            Clock clock,
            Event<RolloutMoved> moved) {
        this.store = store;
        this.plans = plans;
        this.planner = planner;
        this.snapshots = snapshots;
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

    /**
     * What a rollout goes back to.
     *
     * @param plan id of its plan; empty if there was none
     * @param baseRevision the revision the fleet had before; 0 for none
     * @param intent why, in the caller's words
     * @param summary what the plan said it would do
     */
    private record Origin(String plan, long baseRevision, String intent, String summary) {}

    /** A rollout of a plan: exactly what was reviewed, or PLAN_STALE. */
    Rollout insert(RolloutRequest request, Caller caller) {
        PlanRow plan = plans.needed(request.planId());
        Terms terms = terms(request.phases(), request.profile(), request.allowRemove());
        refuseSecond(plan.fleet);
        FleetFile file = catalog.read(plan.document).with(plan.secrets);
        Planner.Draft draft = planner.draft(plan.fleet, file.servers(), cluster.localHost());
        PlanContent content = PlanContent.read(plan.content);
        Staleness.of(plan, content, draft, catalog.newest(plan.fleet)).ifPresent(stale -> {
            throw stale;
        });
        Map<InstanceKey, Integer> ports = new HashMap<>();
        content.changes()
                .forEach(change -> ports.put(new InstanceKey(change.server(), change.replica()), change.port()));
        List<Integer> targets = targets(draft, terms);
        Revision revision = catalog.accept(file, caller.name(), request.reason());
        Origin origin = new Origin(
                plan.id,
                plan.baseRevision,
                request.reason(),
                PlanSummary.of(content).write());
        return insert(revision.id(), plan.fleet, file.servers(), draft, ports, targets, terms, caller, 0, origin);
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
                jobInstance,
                new Origin("", revision.id(), "", ""));
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
            long jobInstance,
            Origin origin) {
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
        row.plan = origin.plan();
        row.baseRevision = origin.baseRevision();
        row.intent = origin.intent();
        row.summary = origin.summary();
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

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
