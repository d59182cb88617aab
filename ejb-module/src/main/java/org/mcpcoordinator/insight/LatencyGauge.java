package org.mcpcoordinator.insight;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.mcpcoordinator.health.Health;
import org.mcpcoordinator.rollout.Gauge;

/**
 * How fast the servers answer: that of their health probes until there have been 100 calls through the gateway in the
 * window, then that of the calls.
 */
@Dependent
class LatencyGauge implements Gauge {
    private static final int ENOUGH_CALLS = 100;

    private final Health health;
    private final GatewayPace pace;
    private final Clock clock;

    @Inject
    LatencyGauge(Health health, GatewayPace pace, Clock clock) {
        this.health = health;
        this.pace = pace;
        this.clock = clock;
    }

    @Override
    public Measure measure() {
        return Measure.LATENCY;
    }

    @Override
    public Reading read(Scope over) {
        String window = " in " + over.window().toSeconds() + " s";
        GatewayFigures.Latencies calls = pace.within(over.window());
        if (calls.count() >= ENOUGH_CALLS) {
            return new Reading(calls.millis(0.95), calls.count() + " calls through the gateway" + window);
        }
        List<Integer> probes = health.answers(over.servers(), clock.instant().minus(over.window()));
        if (probes.isEmpty()) {
            return Reading.none("no server was probed" + window);
        }
        int[] sorted = probes.stream().mapToInt(Integer::intValue).toArray();
        Arrays.sort(sorted);
        return new Reading(
                sorted[(int) Math.ceil(sorted.length * 0.95) - 1], sorted.length + " health probes" + window);
    }

    /** Until each server has been probed once, even late. */
    @Override
    public Duration needs() {
        return health.interval().plusSeconds(1);
    }

    @Override
    public Reading with(int more) {
        return Reading.none("more servers do not tell how fast they will be");
    }
}
