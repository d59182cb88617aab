package org.mcpcoordinator.insight;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Gauge;
import org.mcpcoordinator.runtime.ProcessCost;
import org.mcpcoordinator.runtime.Runtime;

/** What gates may know of this node's host, in percent of what there is. */
@Dependent
class HostGauges {
    /** Who asks before anything has started looks at this much of the past. */
    private static final Duration RECENT = Duration.ofSeconds(30);

    /** A little more than measured: forecasts are wrong. */
    private static final double RESERVE = 1.2;

    /** A process of built-in servers holds this many; its cost is shared by all it has room for. */
    private static final int BUILTIN_PER_PROCESS = 100;

    /** KiB for a server as long as none was measured: a small Node program. */
    private static final double UNKNOWN_SERVER = 60_000;

    /** Handles for a server: the connections that probe it and call it, and one more. */
    private static final int FILES_PER_SERVER = 3;

    /** Threads of a small Node program, and its process. */
    private static final int THREADS_PER_SERVER = 12;

    private final Machine machine;
    private final Runtime runtime;

    @Inject
    HostGauges(Machine machine, Runtime runtime) {
        this.machine = machine;
        this.runtime = runtime;
    }

    @Produces
    Gauge memory() {
        return new HostGauge(
                Gauge.Measure.MEMORY, window -> reading(machine.memory(), "of the memory is in use"), more -> {
                    double each = resident();
                    return reading(
                            machine.memory().map(share -> share.with(more * each * RESERVE)),
                            String.format(Locale.ROOT, "a server takes %.1f MB (95 of 100 take no more)", each / 1024));
                });
    }

    @Produces
    Gauge processors() {
        Function<Duration, Gauge.Reading> now = window -> machine.processors(window)
                .map(share -> new Gauge.Reading(share.percent(), "mean of the last " + window.toSeconds() + " s"))
                .orElse(Gauge.Reading.none(
                        "the processors have not been watched for " + window.toSeconds() + " s yet"));
        return new HostGauge(Gauge.Measure.CPU, now, more -> now.apply(RECENT));
    }

    @Produces
    Gauge files() {
        IntFunction<Gauge.Reading> with = more -> reading(
                machine.files().stream()
                        .map(share -> share.with(more * (double) FILES_PER_SERVER))
                        .max(Comparator.comparingDouble(Machine.Share::percent)),
                "of the file handles of WildFly or the machine");
        return new HostGauge(Gauge.Measure.FILES, window -> with.apply(0), with);
    }

    @Produces
    Gauge processes() {
        IntFunction<Gauge.Reading> with = more -> reading(
                machine.processes().map(share -> share.with(more * (double) THREADS_PER_SERVER)),
                "of the processes and threads the machine may run");
        return new HostGauge(Gauge.Measure.PROCESSES, window -> with.apply(0), with);
    }

    /** What 95 of 100 servers take at most, in KiB. */
    private double resident() {
        try {
            double[] each = runtime.stats().stream()
                    .filter(cost -> cost.servers() > 0)
                    .mapToDouble(HostGauges::each)
                    .sorted()
                    .toArray();
            return each.length == 0 ? UNKNOWN_SERVER : each[(int) Math.ceil(each.length * 0.95) - 1];
        } catch (ProblemException agentAway) {
            return UNKNOWN_SERVER;
        }
    }

    static double each(ProcessCost cost) {
        int room = cost.kind().equals("serve") ? Math.max(cost.servers(), BUILTIN_PER_PROCESS) : cost.servers();
        return cost.pssKb() / (double) room;
    }

    private static Gauge.Reading reading(Optional<Machine.Share> share, String evidence) {
        return share.map(found -> new Gauge.Reading(found.percent(), evidence))
                .orElse(Gauge.Reading.none("this machine does not tell"));
    }

    /** One of them. */
    private record HostGauge(
            Gauge.Measure measure, Function<Duration, Gauge.Reading> over, IntFunction<Gauge.Reading> forecast)
            implements Gauge {
        @Override
        public Reading read(Scope scope) {
            return over.apply(scope.window());
        }

        @Override
        public Duration needs() {
            return Duration.ZERO;
        }

        @Override
        public Reading with(int more) {
            return forecast.apply(more);
        }
    }
}
