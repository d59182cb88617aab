package org.mcpcoordinator.directory;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mcpcoordinator.standby.Offer;

/**
 * What all servers of a definition offer, read once for all of them.
 *
 * @param learntAt when one of them was asked
 * @param legacy true if they speak the revisions with {@code initialize}
 * @param revision the newest of those, as far as they said
 * @param modern true if they speak revision 2026-07-28
 * @param capabilities what they say they can, by name
 */
record Offering(
        Instant learntAt,
        boolean legacy,
        String revision,
        boolean modern,
        Set<String> capabilities,
        Map<Kind, List<Thing>> things) {
    private static final List<String> CAPABILITIES = List.of("tools", "prompts", "resources", "completions", "logging");

    static Offering of(Offer offer) {
        Map<Kind, List<Thing>> things = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            things.put(kind, Thing.all(kind, offer.list(kind.method())));
        }
        return new Offering(
                offer.learntAt(),
                offer.initialize() != null,
                offer.initialize() == null
                        ? ""
                        : offer.initialize().path("protocolVersion").asText(""),
                offer.discover() != null,
                CAPABILITIES.stream().filter(offer::has).collect(Collectors.toUnmodifiableSet()),
                things);
    }

    List<Thing> of(Kind kind) {
        return things.getOrDefault(kind, List.of());
    }

    /** Bytes of all of it, about. */
    long weight() {
        return things.values().stream()
                .flatMap(List::stream)
                .mapToLong(thing -> thing.length() + 2L * thing.name().length() + 64)
                .sum();
    }
}
