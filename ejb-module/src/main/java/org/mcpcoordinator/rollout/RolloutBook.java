package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

/** Writes down new rollouts. Each method is one transaction. */
@Dependent
@Transactional
class RolloutBook {
    private static final int FREE_REMOVAL_PERCENT = 10;

    private final RolloutStore store;
    private final PlanBook plans;
    private final Planner planner;
    private final Snapshots snapshots;
    private final Newcomers newcomers;
    private final Catalog catalog;
    private final Fleet fleet;
    private final Cluster cluster;
    private final Register register;
    private final Gauges gauges;

    @Inject
    RolloutBook(
            RolloutStore store,
            PlanBook plans,
            Planner planner,
            Snapshots snapshots,
            Newcomers newcomers,
            Catalog catalog,
            Fleet fleet,
            Cluster cluster,
            Register register,
            Gauges gauges) {
        this.store = store;
        this.plans = plans;
        this.planner = planner;
        this.snapshots = snapshots;
        this.newcomers = newcomers;
        this.catalog = catalog;
        this.fleet = fleet;
        this.cluster = cluster;
        this.register = register;
        this.gauges = gauges;
    }

    /** A rollout of a plan: exactly what was reviewed, or PLAN_STALE. */
    Rollout insert(RolloutRequest request, Caller caller) {
        PlanRow plan = plans.needed(request.planId());
        Profile profile = Terms.profile(request.profile());
        refuseSecond(plan.fleet);
        FleetFile file = catalog.read(plan.document).with(plan.secrets);
        newcomers.check(file, caller);
        Planner.Draft draft = planner.draft(plan.fleet, file.servers());
        refuseHomeless(draft);
        PlanContent content = PlanContent.read(plan.content);
        Staleness.of(plan, content, draft, catalog.newest(plan.fleet), holders(content, plan.fleet), draft.takes())
                .ifPresent(stale -> {
                    throw stale;
                });
        Map<InstanceKey, Integer> ports = new HashMap<>();
        content.changes().stream()
                .filter(change -> change.port() != change.fromPort())
                .forEach(change -> ports.put(key(change), change.port()));
        Map<InstanceKey, String> hosts = new HashMap<>(draft.hosts());
        content.changes().stream()
                .filter(change -> change.kind().equals("add"))
                .forEach(change -> hosts.put(key(change), host(change)));
        Terms terms = Terms.agreed(profile, request.terms(), longest(file.servers()));
        gauges.fit(terms);
        List<Integer> targets = targets(draft, terms, request.phases(), request.allowRemove());
        Revision revision = catalog.accept(file, caller.name(), request.reason());
        NewRollout.Origin origin = new NewRollout.Origin(
                plan.id,
                plan.baseRevision,
                request.reason(),
                PlanSummary.of(content).write());
        NewRollout fresh =
                new NewRollout(revision, draft.difference(), ports, hosts, targets, terms, caller.name(), 0, origin);
        return register.enter(fresh, taken -> {
            throw Staleness.taken(plan, content, taken);
        });
    }

    /**
     * A rollout of the newest revision, of the fleet or, if none is named, of whatever fleet was imported last.
     *
     * @param jobInstance the batch job that asks, 0 for none
     */
    Rollout insertNewest(Optional<String> name, List<Integer> phases, String profile, Caller caller, long jobInstance) {
        Revision revision = (name.isPresent() ? catalog.newest(name.get()) : catalog.newestOfAll())
                .flatMap(newest -> catalog.find(newest.id()))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NO_FLEET,
                        name.map(fleetName -> "fleet " + fleetName + " has no revision; import or apply it first")
                                .orElse("no fleet has been imported; import or apply one first")));
        refuseSecond(revision.fleet());
        Planner.Draft draft = planner.draft(revision.fleet(), revision.servers());
        refuseHomeless(draft);
        Terms terms = Terms.agreed(Terms.profile(profile), Terms.Wanted.NOTHING, longest(revision.servers()));
        gauges.fit(terms);
        NewRollout.Origin origin = new NewRollout.Origin("", revision.id(), "", "");
        NewRollout fresh = new NewRollout(
                revision,
                draft.difference(),
                draft.ports(),
                draft.hosts(),
                targets(draft, terms, phases, 0),
                terms,
                caller.name(),
                jobInstance,
                origin);
        return register.enter(fresh, taken -> {});
    }

    /** The newest rollout of whatever fleet was imported last. */
    long newestRollout() {
        return catalog.newestOfAll()
                .flatMap(newest -> store.newest(newest.fleet()))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NO_FLEET, "no fleet has been rolled out yet; there is nothing to go back from"));
    }

    Optional<Rollout> find(long id) {
        return store.find(id).map(snapshots::of);
    }

    List<Rollout> list(int most) {
        return snapshots.of(store.newest(most));
    }

    private Map<InstanceKey, String> holders(PlanContent content, String name) {
        Map<String, List<Plan.Change>> promised = content.changes().stream()
                .filter(change -> !change.kind().equals("remove") && change.port() > 0)
                .collect(Collectors.groupingBy(this::host));
        Map<InstanceKey, String> holders = new HashMap<>();
        promised.forEach((host, changes) -> {
            Map<Integer, String> held = fleet.holders(
                    host, name, changes.stream().map(Plan.Change::port).toList());
            changes.forEach(change ->
                    Optional.ofNullable(held.get(change.port())).ifPresent(holder -> holders.put(key(change), holder)));
        });
        return holders;
    }

    private String host(Plan.Change change) {
        String host = change.host();
        return host == null ? cluster.localHost() : host;
    }

    private static InstanceKey key(Plan.Change change) {
        return new InstanceKey(change.server(), change.replica());
    }

    private static List<Integer> targets(Planner.Draft draft, Terms terms, List<Integer> asked, int allowRemove) {
        int removals = draft.difference().removals().size();
        int free = draft.current() * FREE_REMOVAL_PERCENT / 100;
        if (removals > Math.max(free, allowRemove)) {
            throw new ProblemException(
                    ProblemCode.REMOVAL_TOO_LARGE,
                    removals + " of " + draft.current() + " servers would be removed; without leave that is at most "
                            + FREE_REMOVAL_PERCENT + " %, " + free + " servers; allow " + removals + " to go on");
        }
        List<Integer> phases = Phases.cut(asked, draft.difference().ordered().size());
        List<Integer> targets = new ArrayList<>();
        if (terms.canary()) {
            targets.add(Math.min(draft.difference().canarySize(), phases.get(0)));
        }
        targets.addAll(phases);
        return targets;
    }

    /** The longest time a definition allows its server until its first answer. */
    private static Duration longest(List<ServerDefinition> servers) {
        return servers.stream()
                .map(definition -> definition.health().deadline())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** What has no place could only fail when its turn comes. */
    private static void refuseHomeless(Planner.Draft draft) {
        if (!draft.homeless().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.HOSTS_FULL, String.join("; ", PlanWarnings.homeless(draft.homeless())));
        }
    }

    private void refuseSecond(String name) {
        store.open(name).ifPresent(open -> {
            throw new ProblemException(
                    ProblemCode.ROLLOUT_ACTIVE, "rollout " + open.id + " of fleet " + name + " is " + open.state);
        });
    }
}
