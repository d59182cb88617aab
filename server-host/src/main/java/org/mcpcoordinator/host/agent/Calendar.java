package org.mcpcoordinator.host.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/**
 * Spreads starts over time: of a thousand that fail together, none of the following seconds gets more than its share. A
 * start is put off, never brought forward. Lives on the keeper's thread.
 */
final class Calendar {
    /** A twentieth of all servers in each second, so that what slips into the next one does not make a tenth. */
    private static final int SHARE = 20;

    private static final int LEAST = 4;
    private final TreeMap<Long, Integer> starts = new TreeMap<>();

    /** The pause with which a start finds a second with room. */
    Duration pause(Instant now, Duration wanted, int servers) {
        starts.headMap(now.getEpochSecond()).clear();
        int most = Math.max(LEAST, servers / SHARE);
        Instant at = now.plus(wanted);
        long second = at.getEpochSecond();
        while (starts.getOrDefault(second, 0) >= most) {
            second++;
        }
        starts.merge(second, 1, Integer::sum);
        return second == at.getEpochSecond()
                ? wanted
                : Duration.between(now, Instant.ofEpochSecond(second).plusNanos(at.getNano()));
    }
}
