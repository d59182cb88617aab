package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The calls at each address: how many are under way, asked before a process ends, and whether there have been any since
 * somebody looked, asked before one falls asleep. Kept by this node's gateway; of other nodes' calls what they tell each second.
 */
@ApplicationScoped
public class Traffic {
    private final Map<String, Calls> calls = new ConcurrentHashMap<>();

    /** At which addresses other nodes had calls under way when they last said so, and until when that is believed. */
    private final Map<String, Instant> elsewhere = new ConcurrentHashMap<>();

    /** Other nodes had calls under way at those addresses, which is believed until then. */
    public void elsewhere(Collection<String> endpoints, Instant until) {
        endpoints.forEach(endpoint -> elsewhere.merge(endpoint, until, (a, b) -> a.isAfter(b) ? a : b));
    }

    /** As {@link #quiet(String)}, and no other node has said that it has calls under way there. */
    public boolean quiet(String endpoint, Instant now) {
        Instant until = elsewhere.get(endpoint);
        if (until != null && !now.isBefore(until)) {
            elsewhere.remove(endpoint, until);
            until = null;
        }
        return until == null && quiet(endpoint);
    }

    /** Addresses at which something is under way. */
    public List<String> busy() {
        return calls.entrySet().stream()
                .filter(entry -> entry.getValue().underWay() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The calls at an address, for whoever sends calls there. */
    public Calls at(String endpoint) {
        Calls count = calls.get(endpoint);
        return count != null ? count : calls.computeIfAbsent(endpoint, address -> new Calls());
    }

    /** True if nothing of this node is under way at the address. */
    public boolean quiet(String endpoint) {
        Calls count = calls.get(endpoint);
        return count == null || count.underWay() <= 0;
    }

    /** The calls at one address: both counts in one number, so that a call costs one addition at its begin and its end. */
    public static final class Calls {
        private static final long ONE_BEGUN = 1L << 24;
        private final AtomicLong counts = new AtomicLong();
        private final AtomicLong others = new AtomicLong();

        /** A call is sent there. */
        public void begin() {
            counts.addAndGet(ONE_BEGUN + 1);
        }

        /** One of them is over. */
        public void end() {
            counts.decrementAndGet();
        }

        /** Other nodes have sent calls there. */
        public void touch() {
            others.incrementAndGet();
        }

        /** How many are under way; fewer than 16 million. */
        public int underWay() {
            return (int) (counts.get() & (ONE_BEGUN - 1));
        }

        /** Differs from what it was before if a call has begun since, on whatever node. */
        public long begun() {
            return begunHere() + others.get();
        }

        /** Differs from what it was before if this node has begun a call since. */
        public long begunHere() {
            return counts.get() >>> 24;
        }
    }
}
