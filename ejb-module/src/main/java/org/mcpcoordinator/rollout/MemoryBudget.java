package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.setting.Setting;

/**
 * What servers may take of a host's memory together: {@code coordinator.rollout.memory-budget-megabytes}, 0 to 100,000,000, 0
 * for no limit. A rollout with a phase that would take more is refused before anything starts, by what was measured.
 */
@Dependent
class MemoryBudget {
    private static final String SETTING = "coordinator.rollout.memory-budget-megabytes";

    private final HostMeter meter;
    private final MeasuredStore measured;
    private final Cluster cluster;
    private final IntSupplier megabytes;

    @Inject
    MemoryBudget(HostMeter meter, MeasuredStore measured, Cluster cluster) {
        this(meter, measured, cluster, () -> Setting.number(SETTING, 0, 0, 100_000_000));
    }

    MemoryBudget(HostMeter meter, MeasuredStore measured, Cluster cluster, IntSupplier megabytes) {
        this.meter = meter;
        this.measured = measured;
        this.cluster = cluster;
        this.megabytes = megabytes;
    }

    /** What servers may take of a host's memory together; 0 for no limit. */
    int megabytes() {
        return megabytes.getAsInt();
    }

    /**
     * Refuses phases that would take more.
     *
     * @param targets of the phases, in copies of {@link Difference#ordered()}
     * @param hosts where each copy is placed
     * @throws ProblemException MEMORY_BUDGET with the numbers
     */
    void check(Difference difference, List<Integer> targets, Map<InstanceKey, String> hosts) {
        excess(difference, targets, hosts).ifPresent(sentence -> {
            throw new ProblemException(ProblemCode.MEMORY_BUDGET, sentence);
        });
    }

    /** What is wrong with the first phase that would take more; empty if all fit. */
    Optional<String> excess(Difference difference, List<Integer> targets, Map<InstanceKey, String> hosts) {
        int budget = megabytes.getAsInt();
        if (budget == 0) {
            return Optional.empty();
        }
        Known known = new Known(measured.all());
        List<Difference.Step> ordered = difference.ordered();
        Set<String> names = new TreeSet<>();
        ordered.forEach(step -> names.add(host(step, hosts)));
        if (names.isEmpty()) {
            names.add(cluster.localHost());
        }
        for (String host : names) {
            HostUse use = meter.measure(host).orElse(new HostUse(List.of(), HostUse.Room.UNKNOWN));
            String whose = names.size() == 1 ? "the host" : "host " + host;
            for (int phase = 0; phase < targets.size(); phase++) {
                List<Difference.Step> steps = ordered.subList(0, targets.get(phase)).stream()
                        .filter(step -> host(step, hosts).equals(host))
                        .toList();
                Forecaster.Memory memory = Forecaster.memory(steps, use, known);
                if (memory.megabytes() > budget) {
                    return Optional.of("Phase " + (phase + 1) + " with " + steps.size() + " servers would take "
                            + memory.megabytes() + " MB of " + whose + "'s memory, and " + SETTING + " allows "
                            + budget + " MB. " + memory.source() + " " + fitting(steps, use, known, budget));
                }
            }
        }
        return Optional.empty();
    }

    private String host(Difference.Step step, Map<InstanceKey, String> hosts) {
        return hosts.getOrDefault(step.key(), cluster.localHost());
    }

    /** The largest phase there is room for: more servers never take less. */
    private static String fitting(List<Difference.Step> steps, HostUse use, Known known, int budget) {
        int fits = 0;
        int tooMany = steps.size();
        if (Forecaster.memory(List.of(), use, known).megabytes() > budget) {
            return "What runs there already takes more.";
        }
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) / 2;
            if (Forecaster.memory(steps.subList(0, middle), use, known).megabytes() > budget) {
                tooMany = middle;
            } else {
                fits = middle;
            }
        }
        return "There is room for a phase of " + fits + ".";
    }
}
