package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.PortBook;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Works out what applying definitions would change; reads only. */
@Dependent
class Planner {
    private final Fleet fleet;
    private final Catalog catalog;

    @Inject
    Planner(Fleet fleet, Catalog catalog) {
        this.fleet = fleet;
        this.catalog = catalog;
    }

    /**
     * What a plan is made of, before it is kept.
     *
     * @param current instances of the fleet now, those about to go left out
     * @param seen what was seen of each instance, by its key: generation and wish
     * @param ports promised to those that have none yet, or another one than they will have
     */
    record Draft(
            Difference difference,
            int current,
            Map<String, String> seen,
            List<Plan.Change> changes,
            List<Plan.Change> adopted,
            List<Plan.Change> kept,
            Map<InstanceKey, Integer> ports,
            List<String> warnings) {
        /** The fleet as it was seen, as one word: another word later means it has changed. */
        String fingerprint() {
            return digest(new TreeMap<>(seen).toString());
        }
    }

    Draft draft(String name, List<ServerDefinition> wanted, String host) {
        List<Instance> everything = fleet.all();
        refuseForeignNames(name, wanted, everything);
        List<Instance> mine = everything.stream()
                .filter(instance -> instance.fleet().equals(name))
                .toList();
        PortBook book = fleet.ports(host, name);
        Difference unordered =
                Difference.between(wanted, mine, new Difference.Answers(book::fits, definitionsBefore(mine)));
        Moves moves = Moves.of(
                unordered.steps().stream()
                        .filter(step -> step.kind() == Difference.Kind.MOVE_PORT)
                        .toList(),
                book);
        Difference difference = unordered.inOrder(moves.order());
        Draft draft = new Draft(
                difference,
                (int) mine.stream()
                        .filter(instance -> instance.desired() != Desired.REMOVED)
                        .count(),
                mine.stream()
                        .collect(Collectors.toMap(
                                instance -> instance.key().toString(),
                                instance -> "generation " + instance.generation() + " " + instance.desired())),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashMap<>(),
                new ArrayList<>());
        fill(draft, book, moves, mine, new PlanWarnings(book, port -> fleet.stranger(host, port)));
        return draft;
    }

    private static void fill(Draft draft, PortBook book, Moves moves, List<Instance> mine, PlanWarnings warnings) {
        for (Difference.Step step : draft.difference().steps()) {
            int port = step.port();
            if (needsPort(step)) {
                OptionalInt free = free(step, moves, book);
                port = free.orElse(0);
                warnings.port(step, free);
                free.ifPresent(given -> draft.ports().put(step.key(), given));
            }
            list(draft, step.kind()).add(change(step, port));
        }
        Map<InstanceKey, Instance> known = mine.stream().collect(Collectors.toMap(Instance::key, Function.identity()));
        for (InstanceKey key : draft.difference().removals()) {
            Optional<Instance> gone = Optional.ofNullable(known.get(key));
            draft.changes()
                    .add(new Plan.Change(
                            key.server(),
                            key.replica(),
                            gone.map(Instance::category).orElse(""),
                            "remove",
                            "no longer in the fleet file",
                            gone.map(Instance::port).orElse(0),
                            0));
        }
        draft.warnings().addAll(warnings.of(moves.parked(), draft.difference().left()));
    }

    private static OptionalInt free(Difference.Step step, Moves moves, PortBook book) {
        if (step.kind() != Difference.Kind.MOVE_PORT) {
            return book.take(step.definition().category(), 0);
        }
        Integer port = moves.ports().get(step.key());
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    private static boolean needsPort(Difference.Step step) {
        return step.kind() == Difference.Kind.MOVE_PORT
                || (step.changes()
                        && step.port() == 0
                        && step.definition().way().takesPort());
    }

    private static List<Plan.Change> list(Draft draft, Difference.Kind kind) {
        return switch (kind) {
            case ADD, RESTART, MOVE_PORT -> draft.changes();
            case ADOPT -> draft.adopted();
            case KEEP, LEAVE -> draft.kept();
        };
    }

    private static Plan.Change change(Difference.Step step, int port) {
        return new Plan.Change(
                step.key().server(),
                step.key().replica(),
                step.definition().category().id(),
                step.word(),
                step.reason(),
                step.port(),
                port);
    }

    /** The definitions instances run by now: of how many revisions ever, all are read at once, and only if anybody asks. */
    private Function<Instance, Optional<ServerDefinition>> definitionsBefore(List<Instance> mine) {
        Map<Catalog.Place, ServerDefinition> read = new HashMap<>();
        AtomicBoolean asked = new AtomicBoolean();
        return instance -> {
            if (asked.compareAndSet(false, true)) {
                read.putAll(
                        catalog.definitions(mine.stream().map(Planner::place).collect(Collectors.toSet())));
            }
            return Optional.ofNullable(read.get(place(instance)));
        };
    }

    private static Catalog.Place place(Instance instance) {
        return new Catalog.Place(instance.revision(), instance.key().server());
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static void refuseForeignNames(String name, List<ServerDefinition> wanted, List<Instance> everything) {
        Map<String, String> others = new TreeMap<>();
        everything.stream()
                .filter(instance -> !instance.fleet().equals(name))
                .forEach(instance -> others.put(instance.key().server(), instance.fleet()));
        List<Mistake> mistakes = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String server = wanted.get(i).name();
            String other = others.get(server);
            if (other != null) {
                mistakes.add(new Mistake(
                        "/servers/" + i + "/name",
                        "\"" + server + "\" is a server of fleet \"" + other + "\"; names are unique in all fleets"));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.FLEET_FILE_INVALID,
                    mistakes.size() + " names of fleet " + name + " belong to other fleets",
                    mistakes);
        }
    }
}
