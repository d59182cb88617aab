package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.PortBook;

/** What a plan warns of: ports that are none, or not where they should be, and servers that are left alone. */
final class PlanWarnings {
    /** Servers named in one warning. */
    private static final int NAMED = 5;

    private final PortBook book;
    private final IntFunction<Optional<String>> holder;
    private final List<String> portless = new ArrayList<>();
    private final Map<String, Integer> fromReserve = new TreeMap<>();

    /** Begins; {@code holder} knows which program of somebody else's listens on a port. */
    PlanWarnings(PortBook book, IntFunction<Optional<String>> holder) {
        this.book = book;
        this.holder = holder;
    }

    /** Takes note of the port a step would get. */
    void port(Difference.Step step, OptionalInt port) {
        String category = step.definition().category().id();
        if (port.isEmpty()) {
            portless.add("no port is left for " + step.key().server() + " in the range of " + category
                    + " nor in the reserve; it would fail with PORT_EXHAUSTED");
        } else if (book.inReserve(port.getAsInt())) {
            fromReserve.merge(category, 1, Integer::sum);
        }
    }

    /**
     * All of them, as sentences.
     *
     * @param parked those that wait on the reserve for others to go
     */
    List<String> of(Collection<InstanceKey> parked) {
        List<String> warnings = new ArrayList<>(portless);
        if (!parked.isEmpty()) {
            warnings.add(waiting(parked));
        }
        fromReserve.forEach(
                (category, count) -> warnings.add((count == 1 ? "1 server gets a port" : count + " servers get ports")
                        + " of the reserve: the range of " + category + " is used up"));
        if (!book.strangers().isEmpty()) {
            NavigableSet<Integer> held = new TreeSet<>(book.strangers());
            warnings.add("held by other programs, and left out: "
                    + (held.size() == 1 ? "port " : "ports ") + PortRanges.of(held)
                    + holder.apply(held.first())
                            .map(name -> "; " + held.first() + " by " + name)
                            .orElse(""));
        }
        return warnings;
    }

    /** What is said of those that a person has stopped or quarantined. */
    static Optional<String> left(int count) {
        return count == 0
                ? Optional.empty()
                : Optional.of(count + " servers were stopped or quarantined by a person and are left alone");
    }

    /** What is said of those that no host has a place for, a sentence for each reason. */
    static List<String> homeless(Map<InstanceKey, String> homeless) {
        Map<String, List<InstanceKey>> byReason = new TreeMap<>();
        homeless.forEach((key, reason) ->
                byReason.computeIfAbsent(reason, any -> new ArrayList<>()).add(key));
        List<String> sentences = new ArrayList<>();
        byReason.forEach((reason, keys) -> sentences.add((keys.size() == 1
                        ? "1 copy has"
                        : keys.size() + " copies have")
                + " no place: " + reason + ": "
                + keys.stream().map(InstanceKey::toString).sorted().limit(NAMED).collect(Collectors.joining(", "))
                + (keys.size() > NAMED ? " and others" : "")));
        return sentences;
    }

    private static String waiting(Collection<InstanceKey> parked) {
        return (parked.size() == 1
                        ? "1 server waits on a port of the reserve"
                        : parked.size() + " servers wait on ports of the reserve")
                + " until others have left its place, and comes home before the rollout ends: "
                + parked.stream().limit(NAMED).map(InstanceKey::server).collect(Collectors.joining(", "));
    }
}
