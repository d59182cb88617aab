package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The calls of this node's gateway at each address: how many are under way, asked before a process ends, and whether there
 * have been any since somebody looked, asked before one falls asleep. Kept by the gateway.
 */
@ApplicationScoped
public class Traffic {
    private final Map<String, Calls> calls = new ConcurrentHashMap<>();

    /** The calls at an address, for whoever sends calls there. */
    public Calls at(String endpoint) {
        Calls count = calls.get(endpoint);
        return count != null ? count : calls.computeIfAbsent(endpoint, address -> new Calls());
    }

    /** True if nothing is under way at the address. */
    public boolean quiet(String endpoint) {
        Calls count = calls.get(endpoint);
        return count == null || count.underWay() <= 0;
    }

    /** The calls at one address: both counts in one number, so that a call costs one addition at its begin and its end. */
    public static final class Calls {
        private static final long ONE_BEGUN = 1L << 24;
        private final AtomicLong counts = new AtomicLong();

        /** A call is sent there. */
        public void begin() {
            counts.addAndGet(ONE_BEGUN + 1);
        }

        /** One of them is over. */
        public void end() {
            counts.decrementAndGet();
        }

        /** How many are under way; fewer than 16 million. */
        public int underWay() {
            return (int) (counts.get() & (ONE_BEGUN - 1));
        }

        /** Differs from what it was before if a call has begun since. */
        public long begun() {
            return counts.get() >>> 24;
        }
    }
}
