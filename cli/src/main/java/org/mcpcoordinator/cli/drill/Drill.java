package org.mcpcoordinator.cli.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.terminal.Pause;

/**
 * One fault, ready to be made: the fleet was well when it was prepared.
 *
 * @param name of the drill
 * @param fault what is going to be done, as a sentence
 * @param before the fleet
 * @param struck the servers that it strikes; empty if none should notice
 * @param act makes the fault; returns when it is made, or, where it is undone too, when it is undone
 * @param noticed whether the product shows it
 * @param healed whether everything is as before
 */
public record Drill(
        String name,
        String fault,
        Sight before,
        Sight struck,
        Runnable act,
        BooleanSupplier noticed,
        BooleanSupplier healed) {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    /** Of thousand servers, so many are called all the time: enough to see, too few to be a load. */
    private static final int CALLED = 50;

    public Drill {
        Objects.requireNonNull(before);
        Objects.requireNonNull(struck);
    }

    /**
     * Makes the fault, waits until it is healed, at most two minutes after it was made, and tells how it went.
     *
     * @param told learns each step
     */
    public DrillReport run(Api api, ReportFile told) {
        return run(api, told, LIMIT);
    }

    /** As {@link #run(Api, ReportFile)}, with another patience. */
    DrillReport run(Api api, ReportFile told, Duration patience) {
        try (Pass pass = Pass.of(api)) {
            DrillReport report = run(api, new Callers(api, pass.authorization()), told, patience);
            told.ended(report);
            return report;
        }
    }

    private DrillReport run(Api api, Callers callers, ReportFile told, Duration patience) {
        Set<String> names = new HashSet<>(struck.names());
        List<String> others = new ArrayList<>(before.names());
        others.removeAll(names);
        Watch watch;
        double seen;
        double well;
        told.ready(this, names.size(), others.size());
        try {
            callers.begin(some(struck.names()));
            callers.begin(some(others));
            Pause.of(WARM_UP);
            told.fault();
            watch = new Watch(patience);
            Thread acting = new Thread(act, "drill-fault");
            acting.start();
            seen = watch.until(noticed);
            if (seen >= 0) {
                told.noticed(seen);
            }
            while (acting.isAlive()) {
                Pause.of(STEP);
            }
            well = seen < 0 ? -1 : watch.until(healed);
        } finally {
            callers.end();
        }
        return new DrillReport(
                name,
                fault,
                seen,
                well,
                names.size(),
                others.size(),
                well < 0 ? Sight.ifTold(api, "").map(this::touched).orElse(List.of()) : touched(Sight.of(api, "")),
                DrillReport.Calls.of(callers.calls(), names, watch.begin));
    }

    /** Servers that were not struck and run in another process than before, or not at all. */
    private List<String> touched(Sight after) {
        List<String> touched = new ArrayList<>();
        before.servers().forEach((key, server) -> {
            Sight.Server now = after.servers().get(key);
            if (!struck.servers().containsKey(key) && (now == null || now.pid() != server.pid())) {
                touched.add(key);
            }
        });
        Collections.sort(touched);
        return touched;
    }

    private static List<String> some(List<String> names) {
        List<String> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, new Random(names.size()));
        return shuffled.subList(0, Math.min(CALLED, shuffled.size()));
    }

    /** Time since the fault. */
    private static final class Watch {
        private final long begin = System.nanoTime();
        private final Duration patience;

        Watch(Duration patience) {
            this.patience = patience;
        }

        /** When it held, in seconds; -1 if it did not within the limit. */
        double until(BooleanSupplier holds) {
            long asked = System.nanoTime();
            while (!holds.getAsBoolean()) {
                if (System.nanoTime() - asked > patience.toNanos()) {
                    return -1;
                }
                Pause.of(STEP);
            }
            return (System.nanoTime() - begin) / 1e9;
        }
    }
}
