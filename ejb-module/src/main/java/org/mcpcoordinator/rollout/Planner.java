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
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.PortBook;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Works out what applying definitions would change, and what it would take; reads only. */
@Dependent
class Planner {
    /** Built-in servers per process, and what a process and a server in it were measured to need. */
    private static final int PER_PROCESS = 100;

    private static final int PROCESS_MEGABYTES = 70;
    private static final double SERVER_MEGABYTES = 0.3;
    private static final int COMMAND_MEGABYTES = 60;

    private final Fleet fleet;

    @Inject
    Planner(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * What a plan is made of, before it is kept.
     *
     * @param current instances of the fleet now, those about to go left out
     * @param fingerprint of the fleet as it was seen
     * @param ports promised to those that have none yet
     */
    record Draft(
            Difference difference,
            int current,
            String fingerprint,
            List<Plan.Change> changes,
            Map<InstanceKey, Integer> ports,
            Plan.Forecast forecast,
            List<String> warnings) {}

    Draft draft(String name, List<ServerDefinition> wanted, String host) {
        List<Instance> everything = fleet.all();
        refuseForeignNames(name, wanted, everything);
        List<Instance> mine = everything.stream()
                .filter(instance -> instance.fleet().equals(name))
                .toList();
        Difference difference = Difference.between(wanted, mine);
        PortBook book = fleet.ports(host);
        Map<InstanceKey, Integer> ports = new HashMap<>();
        List<Plan.Change> changes = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Map<String, Integer> fromReserve = new TreeMap<>();
        for (Difference.Step step : difference.steps()) {
            int port = step.port();
            if (step.changes() && port == 0 && step.definition().way().takesPort()) {
                OptionalInt free = book.take(step.definition().category(), 0);
                port = free.orElse(0);
                note(step, free, book, warnings, fromReserve);
                free.ifPresent(given -> ports.put(step.key(), given));
            }
            if (step.changes()) {
                changes.add(new Plan.Change(
                        step.key().server(),
                        step.key().replica(),
                        step.kind().name().toLowerCase(Locale.ROOT),
                        step.reason(),
                        port));
            }
        }
        difference
                .removals()
                .forEach(key -> changes.add(
                        new Plan.Change(key.server(), key.replica(), "remove", "no longer in the fleet file", 0)));
        fromReserve.forEach(
                (category, count) -> warnings.add((count == 1 ? "1 server gets a port" : count + " servers get ports")
                        + " of the reserve: the range of " + category + " is used up"));
        if (!book.strangers().isEmpty()) {
            warnings.add("held by other programs, and left out: ports " + sorted(book.strangers()));
        }
        if (difference.left() > 0) {
            warnings.add(difference.left() + " servers were stopped or quarantined by a person and are left alone");
        }
        int current = (int) mine.stream()
                .filter(instance -> instance.desired() != Desired.REMOVED)
                .count();
        return new Draft(difference, current, fingerprint(mine), changes, ports, forecast(wanted), warnings);
    }

    /** What the fleet looks like, as one word: another word later means it has changed. */
    static String fingerprint(List<Instance> instances) {
        String all = instances.stream()
                .map(instance -> instance.key() + "/" + instance.generation() + "/" + instance.desired())
                .sorted()
                .collect(Collectors.joining("\n"));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
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

    private static void note(
            Difference.Step step,
            OptionalInt port,
            PortBook book,
            List<String> warnings,
            Map<String, Integer> fromReserve) {
        String category = step.definition().category().id();
        if (port.isEmpty()) {
            warnings.add("no port is left for " + step.key().server() + " in the range of " + category
                    + " nor in the reserve; it would fail with PORT_EXHAUSTED");
        } else if (book.inReserve(port.getAsInt())) {
            fromReserve.merge(category, 1, Integer::sum);
        }
    }

    private static Plan.Forecast forecast(List<ServerDefinition> wanted) {
        Map<String, Integer> builtin = new HashMap<>();
        int instances = 0;
        int commands = 0;
        int ports = 0;
        for (ServerDefinition definition : wanted) {
            instances += definition.replicas();
            ports += definition.way().takesPort() ? definition.replicas() : 0;
            if (definition.way() instanceof Way.Builtin) {
                builtin.merge(definition.category().id(), definition.replicas(), Integer::sum);
            } else if (definition.way() instanceof Way.Command) {
                commands += definition.replicas();
            }
        }
        int hosts = builtin.values().stream()
                .mapToInt(count -> (count + PER_PROCESS - 1) / PER_PROCESS)
                .sum();
        double memory = hosts * (double) PROCESS_MEGABYTES
                + builtin.values().stream().mapToInt(Integer::intValue).sum() * SERVER_MEGABYTES
                + commands * (double) COMMAND_MEGABYTES;
        return new Plan.Forecast(instances, hosts + commands, ports, Math.round(memory));
    }

    private static List<Integer> sorted(Set<Integer> ports) {
        return ports.stream().sorted().toList();
    }
}
