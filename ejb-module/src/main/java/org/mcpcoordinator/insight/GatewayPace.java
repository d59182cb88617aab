package org.mcpcoordinator.insight;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** How fast the gateway goes now: its counts compared with those of 5 to 10 s ago. */
@ApplicationScoped
public class GatewayPace {
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Deque<Sample> kept = new ArrayDeque<>();

    @Inject
    GatewayFigures figures;

    @Inject
    Clock clock;

    private volatile @Nullable Sample older;
    private volatile @Nullable Sample newer;

    /** Takes a sample; called every 5 s. */
    void sample() {
        older = newer;
        Sample now = now();
        newer = now;
        synchronized (kept) {
            kept.addLast(now);
            while (Duration.between(kept.getFirst().at(), now.at()).compareTo(KEPT) > 0) {
                kept.removeFirst();
            }
        }
    }

    /** The calls of at most so long, as far as samples tell: of less while there are none that old. */
    GatewayFigures.Latencies within(Duration window) {
        Sample now = now();
        Instant from = now.at().minus(window);
        synchronized (kept) {
            return kept.stream()
                    .filter(sample -> !sample.at().isBefore(from))
                    .findFirst()
                    .map(first -> now.latencies().since(first.latencies()))
                    .orElseGet(() -> now.latencies().since(now.latencies()));
        }
    }

    /** Calls that ended per second. */
    public double callsPerSecond() {
        Sample then = compared();
        Sample now = now();
        if (then == null) {
            return 0;
        }
        long millis = Duration.between(then.at(), now.at()).toMillis();
        return millis <= 0 ? 0 : (now.calls() - then.calls()) * 1000.0 / millis;
    }

    /** The time to the head of the answer that 95 of 100 calls did not exceed, in milliseconds; 0 without calls. */
    public double p95Millis() {
        Sample then = compared();
        return then == null ? 0 : now().latencies().since(then.latencies()).millis(0.95);
    }

    private @Nullable Sample compared() {
        Sample wanted = older;
        return wanted != null ? wanted : newer;
    }

    private Sample now() {
        return new Sample(clock.instant(), figures.calls(), figures.latencies());
    }

    private record Sample(Instant at, long calls, GatewayFigures.Latencies latencies) {}
}
