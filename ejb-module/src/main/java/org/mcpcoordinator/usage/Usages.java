package org.mcpcoordinator.usage;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The desk of what was called. Doors let operators see sums, and administrators single calls. A singleton only so that it stops
 * after whoever writes the last of it down.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
public class Usages {
    /** Rows of one answer. */
    public static final int MOST_ROWS = 1_000;

    static final Duration SUMS_KEPT = Duration.ofDays(90);
    static final Duration CALLS_KEPT = Duration.ofDays(30);

    /** Of the newest calls. */
    static final long MOST_CALLS = 10_000_000;

    static final int AT_A_TIME = 20_000;

    @Inject
    UsageStore store;

    @Inject
    TrailStore lines;

    @Inject
    Clock clock;

    /** Sums by caller, server and tool, those with the most calls first; hours count that begin in the time asked for. */
    public List<Usage> sums(CallFilter filter, int most) {
        return store.sums(filter, Math.min(most, MOST_ROWS));
    }

    /**
     * Single calls, the newest first.
     *
     * @param before only those whose id is less: the last one of the page before
     */
    public List<CallEntry> calls(CallFilter filter, long before, int most) {
        return store.entries(filter, before, Math.min(most, MOST_ROWS));
    }

    /** Adds to the sums of this hour; for whoever writes them. */
    public void add(List<Usage> sums) {
        store.add(sums, clock.instant());
    }

    /** Writes lines of the trail; for whoever keeps it. */
    public void note(List<Lines> some) {
        lines.note(some);
    }

    /** Throws away what has been kept long enough, some of it; how much that was. */
    public int purge() {
        Instant now = clock.instant();
        return store.purge(now.minus(CALLS_KEPT), MOST_CALLS, now.minus(SUMS_KEPT), AT_A_TIME);
    }
}
