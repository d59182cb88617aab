package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

/**
 * What stands between a fleet as it is and a list of definitions.
 *
 * @param steps one per copy of every definition, in their order
 * @param removals instances no definition names any more, by name
 */
record Difference(List<Step> steps, List<InstanceKey> removals) {
    Difference {
        steps = List.copyOf(steps);
        removals = List.copyOf(removals);
    }

    /** What happens to one copy. */
    enum Kind {
        ADD,
        RESTART,
        /** Its port no longer fits: it gets another one, and is restarted for it. */
        MOVE_PORT,
        /** Its process goes on, as far as is known, although nobody has evidence now: taken over, not restarted. */
        ADOPT,
        KEEP,
        /** Stopped or quarantined by a person: left alone, and not counted. */
        LEAVE
    }

    /**
     * One copy of one definition.
     *
     * @param port the port it holds now; 0 if none
     */
    record Step(ServerDefinition definition, InstanceKey key, Kind kind, String reason, int port) {
        Step {
            Objects.requireNonNull(definition);
            Objects.requireNonNull(key);
            Objects.requireNonNull(kind);
            Objects.requireNonNull(reason);
        }

        boolean changes() {
            return kind == Kind.ADD || kind == Kind.RESTART || kind == Kind.MOVE_PORT;
        }

        /** The word in plans. */
        String word() {
            return switch (kind) {
                case ADD -> "add";
                case RESTART -> "restart";
                case MOVE_PORT -> "move-port";
                case ADOPT -> "adopt";
                case KEEP -> "unchanged";
                case LEAVE -> "left";
            };
        }

        /** The word in a rollout's items: what it does, not why. */
        String deed() {
            return switch (kind) {
                case ADD -> "add";
                case RESTART -> "restart";
                case MOVE_PORT -> "move";
                case ADOPT, KEEP, LEAVE -> "keep";
            };
        }
    }

    /**
     * What a comparison asks of others.
     *
     * @param fits whether a category may have a port
     * @param before the definition an instance runs by now; empty if nobody knows it any more
     */
    record Answers(BiPredicate<Category, Integer> fits, Function<Instance, Optional<ServerDefinition>> before) {}

    /** Compares; {@code have} are the instances of the fleet. */
    static Difference between(List<ServerDefinition> wanted, List<Instance> have, Answers answers) {
        Map<InstanceKey, Instance> known =
                have.stream().collect(Collectors.toMap(Instance::key, instance -> instance, (a, b) -> a, HashMap::new));
        List<Step> steps = new ArrayList<>();
        Set<InstanceKey> named = new HashSet<>();
        for (ServerDefinition definition : wanted) {
            for (int replica = 0; replica < definition.replicas(); replica++) {
                InstanceKey key = new InstanceKey(definition.name(), replica);
                named.add(key);
                steps.add(step(definition, key, known.get(key), answers));
            }
        }
        List<InstanceKey> removals = have.stream()
                .filter(instance -> instance.desired() != Desired.REMOVED && !named.contains(instance.key()))
                .map(Instance::key)
                .sorted(Comparator.comparing(InstanceKey::server).thenComparing(InstanceKey::replica))
                .toList();
        return new Difference(steps, removals);
    }

    private static Step step(
            ServerDefinition definition, InstanceKey key, @Nullable Instance instance, Answers answers) {
        if (instance == null) {
            return new Step(definition, key, Kind.ADD, "new", 0);
        }
        int port = instance.port();
        if (instance.desired() == Desired.REMOVED) {
            return new Step(definition, key, Kind.ADD, "was about to be removed", port);
        }
        boolean misplaced =
                port != 0 && definition.way().takesPort() && !answers.fits().test(definition.category(), port);
        if (!instance.definitionHash().equals(definition.hash())) {
            return changed(definition, key, instance, misplaced, answers);
        }
        if (instance.desired() == Desired.STOPPED || instance.state() == InstanceState.QUARANTINED) {
            return new Step(definition, key, Kind.LEAVE, "stopped or quarantined by a person", port);
        }
        if (instance.state() == InstanceState.FAILED) {
            return new Step(definition, key, Kind.RESTART, Wording.failed(instance), port);
        }
        if (misplaced) {
            return new Step(definition, key, Kind.MOVE_PORT, Wording.misplaced(definition, port), port);
        }
        if (instance.reason() == Reason.UNKNOWN && instance.pid() != 0) {
            return new Step(definition, key, Kind.ADOPT, Wording.unseen(instance), port);
        }
        return new Step(definition, key, Kind.KEEP, Wording.kept(instance), port);
    }

    private static Step changed(
            ServerDefinition definition, InstanceKey key, Instance instance, boolean misplaced, Answers answers) {
        String reason = Wording.changed(answers.before().apply(instance), definition);
        return misplaced
                ? new Step(
                        definition,
                        key,
                        Kind.MOVE_PORT,
                        reason + "; " + Wording.misplaced(definition, instance.port()),
                        instance.port())
                : new Step(definition, key, Kind.RESTART, reason, instance.port());
    }

    /** The same, with those that change their ports first and in this order. */
    Difference inOrder(List<Step> movers) {
        if (movers.isEmpty()) {
            return this;
        }
        List<Step> all = new ArrayList<>(movers);
        steps.stream().filter(step -> step.kind() != Kind.MOVE_PORT).forEach(all::add);
        return new Difference(all, removals);
    }

    /** The copies a rollout is about, canary first: one per category, changed ones before others; then as they stand. */
    List<Step> ordered() {
        List<Step> counted =
                steps.stream().filter(step -> step.kind() != Kind.LEAVE).toList();
        List<Step> canary = canary(counted);
        Set<InstanceKey> first = canary.stream().map(Step::key).collect(Collectors.toSet());
        List<Step> all = new ArrayList<>(canary);
        counted.stream().filter(step -> !first.contains(step.key())).forEach(all::add);
        return all;
    }

    /** Of what would be new, only what is in {@code taken}: a rollout of a part of the fleet is not completed on its way back. */
    Difference onlyBack(Set<InstanceKey> taken) {
        return new Difference(
                steps.stream()
                        .filter(step -> step.kind() != Kind.ADD || taken.contains(step.key()))
                        .toList(),
                removals);
    }

    /** How many of {@link #ordered()} are the canary. */
    int canarySize() {
        return canary(steps.stream().filter(step -> step.kind() != Kind.LEAVE).toList())
                .size();
    }

    private static List<Step> canary(List<Step> counted) {
        Map<String, Step> byCategory = new HashMap<>();
        counted.forEach(step -> byCategory.merge(
                step.definition().category().id(),
                step,
                (one, other) -> !one.changes() && other.changes() ? other : one));
        return counted.stream()
                .filter(step ->
                        step.equals(byCategory.get(step.definition().category().id())))
                .toList();
    }

    /** How many instances are started. */
    int starts() {
        return (int) steps.stream().filter(Step::changes).count();
    }

    int left() {
        return (int) steps.stream().filter(step -> step.kind() == Kind.LEAVE).count();
    }
}
