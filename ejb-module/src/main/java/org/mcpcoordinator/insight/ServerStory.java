package org.mcpcoordinator.insight;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.directory.Directory;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.ServerFilter;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Remains;
import org.mcpcoordinator.rollout.Remnant;
import org.mcpcoordinator.rollout.Rollouts;

/** The story of one server: all its copies, the ones that are unwell first, or what is left of them. */
@Dependent
class ServerStory {
    private static final int MOST_COPIES = 100;
    private static final int TOLD = 3;
    private static final int NAMED = 10;
    private static final int PROBES = 5;
    private static final int LINES = 8;

    private final Fleet fleet;
    private final Catalog catalog;
    private final Rollouts rollouts;
    private final Remains remains;
    private final Copies copies;
    private final Directory directory;

    @Inject
    ServerStory(Fleet fleet, Catalog catalog, Rollouts rollouts, Remains remains, Copies copies, Directory directory) {
        this.fleet = fleet;
        this.catalog = catalog;
        this.rollouts = rollouts;
        this.remains = remains;
        this.copies = copies;
        this.directory = directory;
    }

    Explanation of(String name) {
        List<Instance> instances = fleet.list(new ServerFilter(null, null, null, name, 0, 1000)).items().stream()
                .filter(instance -> instance.key().server().equals(name))
                .limit(MOST_COPIES)
                .toList();
        return instances.isEmpty() ? gone(name) : there(name, instances);
    }

    private Explanation there(String name, List<Instance> instances) {
        List<Instance> told = instances.stream()
                .sorted(Comparator.comparing(instance -> instance.state() == InstanceState.HEALTHY))
                .toList();
        long healthy = instances.stream()
                .filter(copy -> copy.state() == InstanceState.HEALTHY)
                .count();
        Instance first = told.get(0);
        List<Explanation.Copy> seen = new ArrayList<>();
        told.stream().limit(TOLD).forEach(instance -> {
            seen.add(copies.of(instance, PROBES, LINES));
            instance.next().map(next -> next(next)).ifPresent(seen::add);
        });
        return new Explanation(
                "server " + name,
                name + " is " + first.state() + " since " + first.since() + ": " + first.reason()
                        + (first.detail().isEmpty() ? "" : ", " + first.detail())
                        + (instances.size() == 1
                                ? ""
                                : " (" + healthy + " of " + instances.size() + " copies are healthy)")
                        + held(name),
                wish(first, instances.size()),
                seen,
                told.stream()
                        .skip(TOLD)
                        .limit(NAMED)
                        .map(instance -> instance.label() + " " + instance.state() + " " + instance.reason())
                        .toList(),
                rollouts.list().stream()
                        .filter(rollout -> rollout.fleet().equals(first.fleet()))
                        .limit(1)
                        .flatMap(rollout -> RolloutStory.objections(rollout).stream())
                        .toList(),
                List.of(),
                Advice.on(first));
    }

    private String held(String name) {
        Set<String> held = directory.listing().held().getOrDefault(name, Set.of());
        return held.isEmpty()
                ? ""
                : "; not offered, because what they say of themselves has changed: " + String.join(", ", held)
                        + " (coordinator servers " + name + " held)";
    }

    /** While one generation serves, the next one may be failing. */
    private Explanation.Copy next(Instance next) {
        Explanation.Copy copy = copies.of(next, 0, LINES);
        return new Explanation.Copy(
                copy.name() + ", next generation",
                copy.state(),
                copy.reason(),
                copy.detail(),
                copy.since(),
                copy.evidence(),
                copy.exitCode(),
                copy.probes(),
                copy.lines(),
                copy.advice());
    }

    private Explanation gone(String name) {
        List<Remnant> left = remains.ofServer(name).stream()
                .filter(remnant -> remnant.kind() == Remnant.Kind.REMOVED)
                .toList();
        Optional<Revision> waiting = waiting(name);
        if (waiting.isPresent()) {
            return notYet(name, waiting.get());
        }
        if (left.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.SERVER_NOT_FOUND, "No server is called " + name + ", and none was of late.");
        }
        Remnant last = left.get(0);
        String by = last.rollout() == 0 ? "" : " by rollout " + last.rollout();
        return new Explanation(
                "server " + name,
                name + " is gone: it was removed " + last.at() + by + "; before that it was " + last.state() + " since "
                        + last.since() + ": " + last.reason()
                        + (last.detail().isEmpty() ? "" : ", " + last.detail()),
                "nothing any more; revision " + last.revision() + hash(last.revision()) + " of fleet " + last.fleet()
                        + " had it",
                Stream.of(last).map(remnant -> Copies.of(remnant, LINES)).toList(),
                left.stream()
                        .skip(1)
                        .map(remnant -> remnant.label() + " removed " + remnant.at() + ", was " + remnant.state())
                        .toList(),
                List.of(),
                List.of(),
                last.rollout() == 0
                        ? new Advice("see which files there were", "coordinator revisions")
                        : new Advice("see what else that rollout did", "coordinator explain " + last.rollout()));
    }

    /** The newest revision that has it, though nothing of it is there: its rollout has not come to it, or never did. */
    private Optional<Revision> waiting(String name) {
        return catalog.fleets().stream()
                .flatMap(fleet -> catalog.newest(fleet).stream())
                .filter(revision -> revision.servers().stream()
                        .anyMatch(server -> server.name().equals(name)))
                .findFirst();
    }

    private static Explanation notYet(String name, Revision revision) {
        return new Explanation(
                "server " + name,
                name + " has not been let go yet: the newest file of fleet " + revision.fleet()
                        + " has it, and no rollout has come to it, so there is no process, port or probe of it",
                "to run, as revision " + revision.id() + RolloutStory.shortened(revision.hash()) + " of fleet "
                        + revision.fleet() + " has it",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new Advice(
                        "see what became of the fleet's rollouts; planning the file anew shows what is missing",
                        "coordinator rollouts"));
    }

    private String wish(Instance instance, int all) {
        return instance.desired() + ", as revision " + instance.revision() + hash(instance.revision()) + " of fleet "
                + instance.fleet() + " has it" + (all == 1 ? "" : ", " + all + " copies");
    }

    private String hash(long revision) {
        return catalog.find(revision)
                .map(Revision::hash)
                .map(RolloutStory::shortened)
                .orElse("");
    }
}
