package org.mcpcoordinator.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mcpcoordinator.fleet.Observation;

/** The servers of this host as its agent has told last, and what of it is news. May be told and asked by any thread. */
final class AgentSight {
    private final Map<Seat, ServerStatus> seen = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<ServerStatus> news = new ConcurrentLinkedQueue<>();

    /** The agent is connected anew and has told of all its servers. */
    void begin(List<ServerStatus> all) {
        Set<Seat> known = new HashSet<>();
        all.forEach(status -> {
            known.add(status.seat());
            seen.put(status.seat(), status);
        });
        seen.keySet().retainAll(known);
    }

    /** True if it has said, since it was seen last, that its lists have changed; asked before it is noted. */
    boolean hasNewLists(ServerStatus status) {
        ServerStatus before = seen.get(status.seat());
        return status.lists() > (before == null ? 0 : before.lists());
    }

    /** Takes note of what has changed; gives how it was before. */
    Optional<ServerStatus> note(ServerStatus status) {
        ServerStatus before = seen.put(status.seat(), status);
        news.add(status);
        return Optional.ofNullable(before);
    }

    boolean hasNews() {
        return !news.isEmpty();
    }

    void forgetNews() {
        news.clear();
    }

    /** All servers as they are now. */
    Map<Seat, ServerStatus> now() {
        return Map.copyOf(seen);
    }

    /**
     * Takes the news, and gives what of it is to be told at once: that of the version wished for last.
     *
     * @param portWanted called if a server waits for another port
     */
    List<Observation> news(OrderBook book, Runnable portWanted) {
        List<Observation> observations = new ArrayList<>();
        for (ServerStatus status = news.poll(); status != null; status = news.poll()) {
            Order.Gist gist = book.told(status.seat());
            if (gist == null) {
                continue;
            }
            if (gist.version().equals(status.version())) {
                Verdicts.tries(status).ifPresent(observations::add);
                if (status.replace()) {
                    portWanted.run();
                }
                Verdicts.of(status)
                        .filter(verdict -> gist.run() != verdict instanceof Observation.Gone)
                        .ifPresent(observations::add);
            }
            if (status.refused() != null
                    && gist.version().equals(status.refused().version())) {
                Verdicts.refusal(status).ifPresent(observations::add);
            }
        }
        return observations;
    }

    /** How the server's last process ended; empty for one that has not, or that is none of this host. */
    OptionalInt exitCode(Seat seat) {
        ServerStatus status = seen.get(seat);
        return status == null || status.exitCode() < 0 || status.state() == ServerStatus.State.RUNNING
                ? OptionalInt.empty()
                : OptionalInt.of(status.exitCode());
    }

    /** What the agent was told last of each server, as far as it has said. */
    List<Runtime.Version> versions() {
        return seen.values().stream()
                .map(status -> new Runtime.Version(
                        status.key(),
                        status.version().generation(),
                        status.version().restarts()))
                .toList();
    }
}
