package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.PortBook;
import org.mcpcoordinator.placement.Placement;
import org.mcpcoordinator.placement.Places;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Works out what applying definitions would change; reads only. */
@Dependent
class Planner {
    private final Fleet fleet;
    private final Catalog catalog;
    private final Places places;
    private final Cluster cluster;

    @Inject
    Planner(Fleet fleet, Catalog catalog, Places places, Cluster cluster) {
        this.fleet = fleet;
        this.catalog = catalog;
        this.places = places;
        this.cluster = cluster;
    }

    /**
     * What a plan is made of, before it is kept.
     *
     * @param current instances of the fleet now, those about to go left out
     * @param seen what was seen of each instance, by its key: generation and wish
     * @param ports promised to those that have none yet, or another one than they will have
     * @param hosts where each is, or is placed
     * @param homeless why there is no place for those that have none
     * @param takes whether a host takes servers now
     */
    record Draft(
            Difference difference,
            int current,
            Map<String, String> seen,
            List<Plan.Change> changes,
            List<Plan.Change> adopted,
            List<Plan.Change> kept,
            Map<InstanceKey, Integer> ports,
            Map<InstanceKey, String> hosts,
            Map<InstanceKey, String> homeless,
            Predicate<String> takes,
            List<String> warnings) {
        /** The fleet as it was seen, as one word: another word later means it has changed. */
        String fingerprint() {
            return digest(new TreeMap<>(seen).toString());
        }
    }

    Draft draft(String name, List<ServerDefinition> wanted) {
        List<Instance> everything = fleet.all();
        refuseForeignNames(name, wanted, everything);
        List<Instance> mine = everything.stream()
                .filter(instance -> instance.fleet().equals(name))
                .toList();
        Books books = new Books(host -> fleet.ports(host, name), fleet::stranger);
        Difference unordered = Difference.between(
                wanted, mine, new Difference.Answers(books.at(cluster.localHost())::fits, definitionsBefore(mine)));
        Places.Round round = places.round();
        Map<InstanceKey, String> hosts = new HashMap<>();
        mine.forEach(instance -> hosts.put(instance.key(), instance.host()));
        Placement placement = round.place(newcomers(unordered, hosts), everything, name);
        hosts.putAll(placement.hosts());
        Moves moves = moves(unordered, books, hosts);
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
                hosts,
                placement.refused(),
                round::takes,
                new ArrayList<>());
        fill(draft, books, moves, mine, round.several());
        return draft;
    }

    /** What is not there yet, and has to be placed; what is there stays where it is. */
    private static Map<InstanceKey, ServerDefinition> newcomers(Difference difference, Map<InstanceKey, String> hosts) {
        Map<InstanceKey, ServerDefinition> newcomers = new LinkedHashMap<>();
        difference.steps().stream()
                .filter(step -> !hosts.containsKey(step.key()))
                .forEach(step -> newcomers.put(step.key(), step.definition()));
        return newcomers;
    }

    /** On each host by itself, for each has all its ports. */
    private static Moves moves(Difference difference, Books books, Map<InstanceKey, String> hosts) {
        Map<String, List<Difference.Step>> byHost = new TreeMap<>();
        difference.steps().stream()
                .filter(step -> step.kind() == Difference.Kind.MOVE_PORT)
                .forEach(step -> byHost.computeIfAbsent(
                                Objects.requireNonNull(hosts.get(step.key())), any -> new ArrayList<>())
                        .add(step));
        List<Difference.Step> order = new ArrayList<>();
        Map<InstanceKey, Integer> ports = new HashMap<>();
        List<InstanceKey> parked = new ArrayList<>();
        byHost.forEach((host, steps) -> {
            Moves moves = Moves.of(steps, books.at(host));
            order.addAll(moves.order());
            ports.putAll(moves.ports());
            parked.addAll(moves.parked());
        });
        return new Moves(order, ports, parked);
    }

    private static void fill(Draft draft, Books books, Moves moves, List<Instance> mine, boolean several) {
        for (Difference.Step step : draft.difference().steps()) {
            String host = draft.hosts().get(step.key());
            int port = step.port();
            if (needsPort(step) && host != null) {
                OptionalInt free = free(step, moves, books.at(host));
                port = free.orElse(0);
                books.warnings(host).port(step, free);
                free.ifPresent(given -> draft.ports().put(step.key(), given));
            }
            list(draft, step.kind()).add(change(step, port, several ? host : null));
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
                            0,
                            several ? gone.map(Instance::host).orElse(null) : null));
        }
        PlanWarnings.homeless(draft.homeless())
                .forEach(sentence -> draft.warnings().add("HOSTS_FULL: " + sentence));
        draft.warnings().addAll(books.warnings(moves.parked(), draft.hosts(), several));
        PlanWarnings.left(draft.difference().left()).ifPresent(draft.warnings()::add);
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

    private static Plan.Change change(Difference.Step step, int port, @Nullable String host) {
        return new Plan.Change(
                step.key().server(),
                step.key().replica(),
                step.definition().category().id(),
                step.word(),
                step.reason(),
                step.port(),
                port,
                host);
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
