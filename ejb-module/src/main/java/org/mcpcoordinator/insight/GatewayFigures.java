package org.mcpcoordinator.insight;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What the gateway counts, from the start of the deployment on. Written on every call: adders only, no lock, nothing
 * allocated.
 */
@ApplicationScoped
public class GatewayFigures {
    /** Four buckets per doubling from 1 µs on: a percentile is at most a quarter too high. */
    private static final int BUCKETS = 128;

    private final LongAdder inFlight = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder limitedCallers = new LongAdder();
    private final LongAdder limitedServers = new LongAdder();
    private final LongAdder[] latencies =
            IntStream.range(0, BUCKETS).mapToObj(bucket -> new LongAdder()).toArray(LongAdder[]::new);

    /**
     * Gives this very object: what is asked on every call does not go through the container's proxy each time. A method
     * that returned the object itself would give the proxy again: Weld sees to that.
     */
    public Supplier<GatewayFigures> itself() {
        return () -> this;
    }

    /** A call was sent on its way. */
    public void began() {
        inFlight.increment();
    }

    /** The head of the server's answer has arrived. */
    public void answered(Duration after) {
        latencies[bucket(after.toNanos() / 1_000)].increment();
    }

    /** The call is over; not {@code good} if the gateway had to answer in the server's place. */
    public void ended(boolean good) {
        inFlight.decrement();
        calls.increment();
        if (!good) {
            failures.increment();
        }
    }

    /** A call was refused because its caller may not call that much. */
    public void callerLimited() {
        limitedCallers.increment();
    }

    /** A call was refused because its server may not be called that much. */
    public void serverLimited() {
        limitedServers.increment();
    }

    /** Calls refused because of their callers' limits. */
    public long limitedCallers() {
        return limitedCallers.sum();
    }

    /** Calls refused because of their servers' limits. */
    public long limitedServers() {
        return limitedServers.sum();
    }

    /** Calls under way now, open event streams included. */
    public long inFlight() {
        return Math.max(0, inFlight.sum());
    }

    /** Calls that are over. */
    public long calls() {
        return calls.sum();
    }

    /** Calls the gateway had to answer in the server's place. */
    public long failures() {
        return failures.sum();
    }

    /** How many answers took how long, to be compared with a later one. */
    public Latencies latencies() {
        return new Latencies(IntStream.range(0, BUCKETS)
                .mapToLong(bucket -> latencies[bucket].sum())
                .toArray());
    }

    private static int bucket(long micros) {
        if (micros < 4) {
            return (int) Math.max(0, micros);
        }
        int doubling = 63 - Long.numberOfLeadingZeros(micros);
        int quarter = (int) (micros >>> (doubling - 2)) & 3;
        return Math.min(BUCKETS - 1, (doubling - 1) * 4 + quarter);
    }

    private static long upperMicros(int bucket) {
        if (bucket < 4) {
            return bucket + 1L;
        }
        int doubling = bucket / 4 + 1;
        return (5L + bucket % 4) << (doubling - 2);
    }

    /** A snapshot of the histogram: times to the head of the answer. */
    public static final class Latencies {
        private final long[] counts;

        Latencies(long[] counts) {
            this.counts = counts;
        }

        /** Answers counted. */
        public long count() {
            return LongStream.of(counts).sum();
        }

        /** Answers that took no longer than this, as far as the buckets tell: each counts from its bucket's end on. */
        public long within(Duration time) {
            long micros = time.toNanos() / 1_000;
            return IntStream.range(0, BUCKETS)
                    .filter(bucket -> upperMicros(bucket) <= micros)
                    .mapToLong(bucket -> counts[bucket])
                    .sum();
        }

        /** What came after {@code earlier}. */
        public Latencies since(Latencies earlier) {
            return new Latencies(IntStream.range(0, BUCKETS)
                    .mapToLong(bucket -> counts[bucket] - earlier.counts[bucket])
                    .toArray());
        }

        /** The time that {@code share} (0 to 1) of the answers did not exceed, in milliseconds; 0 without answers. */
        public double millis(double share) {
            long wanted = (long) Math.ceil(count() * share);
            long seen = 0;
            for (int bucket = 0; bucket < BUCKETS && wanted > 0; bucket++) {
                seen += counts[bucket];
                if (seen >= wanted) {
                    return upperMicros(bucket) / 1_000.0;
                }
            }
            return 0;
        }
    }
}
