package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * Reckons what a fleet will take of its host. What runs already counts as it was measured; what is new counts like its
 * likes, and only where there are none as we assume. How much of it was measured is said with the figures.
 */
final class Forecaster {
    /** Built-in servers per process. */
    private static final int PER_PROCESS = 100;

    /** Measured on our own machine, see docs/benchmarks.md: an empty process, each server in it, a program in Node. */
    private static final Cost ASSUMED_PROCESS = new Cost(1, 70, 0.01, 60);

    private static final Cost ASSUMED_SERVER = new Cost(0, 0.3, 0.0002, 3);
    private static final Cost ASSUMED_COMMAND = new Cost(1, 60, 0.002, 30);

    private final HostUse use;
    private final Known before;
    /** Copies of programs by name. */
    private final Map<String, Cost> running = new HashMap<>();

    private final Cost process;
    private final Cost command;
    /** Whether any program was measured. */
    private final boolean known;

    private int measured;
    private int assumed;
    private Cost total = Cost.NOTHING;

    private Forecaster(HostUse use, Known before) {
        this.use = use;
        this.before = before;
        List<HostUse.Item> shared =
                use.processes().stream().filter(HostUse.Item::builtin).toList();
        int servers = shared.stream().mapToInt(HostUse.Item::servers).sum();
        this.process = shared.isEmpty()
                ? ASSUMED_PROCESS
                : Cost.sum(shared)
                        .plus(ASSUMED_SERVER.times(-servers))
                        .times(1.0 / shared.size())
                        .atLeastNothing();
        List<HostUse.Item> programs =
                use.processes().stream().filter(item -> !item.builtin()).toList();
        programs.forEach(item -> running.putIfAbsent(item.name(), Cost.of(item)));
        this.known = !programs.isEmpty();
        this.command = programs.isEmpty() ? ASSUMED_COMMAND : Cost.sum(programs).times(1.0 / programs.size());
    }

    /**
     * Memory of a host.
     *
     * @param megabytes of all its servers
     * @param source where the figure comes from, for people
     */
    record Memory(long megabytes, String source) {}

    /** What a host's servers take of its memory once these copies run, beside all else that runs there now. */
    static Memory memory(List<Difference.Step> copies, HostUse use, Known before) {
        Forecaster forecaster = new Forecaster(use, before);
        Map<String, Integer> builtin = new TreeMap<>();
        Set<String> names = new HashSet<>();
        for (Difference.Step copy : copies) {
            Way way = copy.definition().way();
            if (way instanceof Way.Builtin) {
                builtin.merge(copy.definition().category().id(), 1, Integer::sum);
            } else if (way instanceof Way.Program) {
                names.add(copy.key().toString());
                forecaster.program(copy.definition(), copy.key(), stays(copy));
            }
        }
        // Other fleets have built-in servers in the same processes; those stay.
        builtin.forEach(
                (category, servers) -> forecaster.shared(category, Math.max(servers, forecaster.running(category))));
        Cost programs = forecaster.total;
        List<HostUse.Item> others = use.processes().stream()
                .filter(item -> item.builtin() ? !builtin.containsKey(item.category()) : !names.contains(item.name()))
                .toList();
        long all = Math.round(programs.plus(Cost.sum(others)).megabytes());
        return new Memory(
                all,
                String.format(
                        Locale.ROOT,
                        "Of that %.0f MB are for the %d copies (%s), the rest for what runs there beside them.",
                        programs.megabytes(),
                        copies.size(),
                        forecaster.source()));
    }

    /**
     * The forecast of a whole fleet.
     *
     * @param copies of it, and what happens to them
     * @param before what was measured of what does not run now
     */
    static Plan.Forecast of(
            List<ServerDefinition> wanted,
            Collection<Difference.Step> copies,
            HostUse use,
            Known before,
            List<Plan.Time> times) {
        Set<InstanceKey> staying = copies.stream()
                .filter(Forecaster::stays)
                .map(Difference.Step::key)
                .collect(Collectors.toSet());
        Forecaster forecaster = new Forecaster(use, before);
        Map<String, Integer> builtin = new TreeMap<>();
        int instances = 0;
        int ports = 0;
        for (ServerDefinition definition : wanted) {
            instances += definition.replicas();
            ports += definition.way().takesPort() ? definition.replicas() : 0;
            if (definition.way() instanceof Way.Builtin) {
                builtin.merge(definition.category().id(), definition.replicas(), Integer::sum);
            } else if (definition.way() instanceof Way.Program) {
                forecaster.programs(definition, staying);
            }
        }
        builtin.forEach(forecaster::shared);
        Cost total = forecaster.total;
        Map<String, String> sources = new TreeMap<>();
        for (String figure : List.of("processes", "memoryMegabytes", "cpuCores", "fileHandles")) {
            sources.put(figure, forecaster.source());
        }
        return new Plan.Forecast(
                instances,
                (int) Math.round(total.processes()),
                ports,
                Math.round(total.megabytes()),
                Math.round(total.cores() * 1000) / 1000.0,
                Math.round(total.files()),
                times,
                sources);
    }

    /** Megabytes of one copy, as its likes were measured or as assumed; a built-in one has its part of its process. */
    static double megabytes(ServerDefinition definition, Known before) {
        if (definition.way() instanceof Way.Builtin) {
            return ASSUMED_SERVER.megabytes() + ASSUMED_PROCESS.megabytes() / PER_PROCESS;
        }
        return definition.way() instanceof Way.Program
                ? before.megabytes(definition).orElse(ASSUMED_COMMAND.megabytes())
                : 0;
    }

    /** What the host could not give: one sentence for each figure that will not fit beside what runs already. */
    static List<String> shortages(Plan.Forecast forecast, HostUse use) {
        HostUse.Room room = use.room();
        Cost now = Cost.sum(use.processes());
        List<String> sentences = new ArrayList<>();
        check(sentences, "memory", "MB", forecast.memoryMegabytes() - now.megabytes(), room.memoryMegabytes());
        check(sentences, "processors", "cores", forecast.cpuCores() - now.cores(), room.processors());
        check(sentences, "file handles", "files", forecast.fileHandles() - now.files(), room.files());
        check(sentences, "processes", "processes", forecast.processes() - now.processes(), room.processes());
        return sentences;
    }

    private static void check(List<String> sentences, String what, String unit, double more, long left) {
        if (left > 0 && more > left) {
            sentences.add("RESOURCE_HEADROOM: " + what + " will not suffice: " + Math.round(more) + " " + unit
                    + " more are needed, " + left + " are left");
        }
    }

    /** Whether what runs of the copy now is what will run: yesterday's script says nothing of today's under its name. */
    private static boolean stays(Difference.Step copy) {
        return copy.kind() == Difference.Kind.KEEP
                || copy.kind() == Difference.Kind.ADOPT
                || copy.kind() == Difference.Kind.LEAVE;
    }

    private void programs(ServerDefinition definition, Set<InstanceKey> staying) {
        for (int replica = 0; replica < definition.replicas(); replica++) {
            InstanceKey key = new InstanceKey(definition.name(), replica);
            program(definition, key, staying.contains(key));
        }
    }

    private void program(ServerDefinition definition, InstanceKey key, boolean stays) {
        Optional<Cost> own = stays ? Optional.ofNullable(running.get(key.toString())) : Optional.empty();
        OptionalDouble likes = before.megabytes(definition);
        Cost mean = likes.isEmpty()
                ? command
                : new Cost(command.processes(), likes.getAsDouble(), command.cores(), command.files());
        total = total.plus(own.orElse(mean));
        count(1, known || likes.isPresent() ? 1 : 0);
    }

    private int running(String category) {
        return use.processes().stream()
                .filter(item -> item.builtin() && item.category().equals(category))
                .mapToInt(HostUse.Item::servers)
                .sum();
    }

    private void shared(String category, int servers) {
        List<HostUse.Item> there = use.processes().stream()
                .filter(item -> item.builtin() && item.category().equals(category))
                .toList();
        int running = there.stream().mapToInt(HostUse.Item::servers).sum();
        int processes = (servers + PER_PROCESS - 1) / PER_PROCESS;
        total = total.plus(Cost.sum(there)
                .plus(process.times(processes - there.size()))
                .plus(ASSUMED_SERVER.times(servers - running))
                .atLeastNothing());
        count(servers, Math.min(servers, running));
    }

    private void count(int all, int ofThemMeasured) {
        measured += ofThemMeasured;
        assumed += all - ofThemMeasured;
    }

    private String source() {
        if (measured == 0) {
            return "assumed: nothing like it runs here yet";
        }
        String sentence = "measured on " + measured + (measured == 1 ? " server" : " servers");
        return assumed == 0 ? sentence : sentence + ", assumed for " + assumed + " more";
    }
}
