package org.mcpcoordinator.placement;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.HostState;
import org.mcpcoordinator.cluster.Placing;

/**
 * Which silent hosts are to be taken for dead. Nobody's silence counts while this node, or the database, was away: then nobody
 * could have been heard. Where more hosts are silent than answer, that is more likely one fault of what joins them than
 * the death of each, and starting everything on the few that are left would end those, too: they are given five minutes, unless
 * a person has said that the host is to be emptied. Used by one thread at a time.
 */
final class Silence {
    /** Looks are closer together than that; if they are not, this node stood still in between. */
    static final Duration GAP = Duration.ofSeconds(10);

    /** After a gap others get the time in which they say that they live, and one beat more. */
    static final Duration HEARING = Duration.ofSeconds(20);

    static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Map<String, Instant> since = new HashMap<>();
    private Instant lookedAt = Instant.MIN;
    private Instant hearingSince = Instant.MIN;

    /** A look failed: nobody was heard. */
    void deaf() {
        lookedAt = Instant.MIN;
    }

    /**
     * Those that are dead, as far as can be told now.
     *
     * @param hosts all of them, as they were seen at {@code now}
     * @param holding those on which anything is placed
     */
    List<Host> dead(List<Host> hosts, Set<String> holding, Instant now) {
        boolean gap = lookedAt.equals(Instant.MIN)
                || now.isBefore(lookedAt)
                || Duration.between(lookedAt, now).compareTo(GAP) > 0;
        if (gap) {
            hearingSince = now;
            since.clear();
        }
        lookedAt = now;
        List<Host> silent = hosts.stream()
                .filter(host -> host.state() == HostState.DEAD && holding.contains(host.name()))
                .toList();
        since.keySet().retainAll(silent.stream().map(Host::name).collect(Collectors.toSet()));
        silent.forEach(host -> since.putIfAbsent(host.name(), now));
        if (Duration.between(hearingSince, now).compareTo(HEARING) < 0) {
            return List.of();
        }
        long up = hosts.stream().filter(host -> host.state() == HostState.UP).count();
        boolean most = silent.size() > up;
        return silent.stream()
                .filter(host -> !most || host.placing() == Placing.DRAINING || isOver(host, now))
                .toList();
    }

    private boolean isOver(Host host, Instant now) {
        Instant begun = since.getOrDefault(host.name(), now);
        return Duration.between(begun, now).compareTo(PATIENCE) >= 0;
    }
}
