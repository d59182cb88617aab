package org.mcpcoordinator.standby;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Offers as they were read last: a sleeper that is asked often is read once. Bounded by what they weigh in memory. */
final class OfferCache {
    /** What a value weighs besides its text, in bytes; about what Jackson's tree takes. */
    private static final long VALUE = 64;

    private final long most;
    private final Map<String, Kept> offers = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    private record Kept(Offer offer, long weight) {}

    /** @param most bytes of all, about */
    OfferCache(long most) {
        this.most = most;
    }

    /** The offer, if it is the one learnt at that moment. */
    synchronized Optional<Offer> find(String hash, Instant learntAt) {
        return Optional.ofNullable(offers.get(hash))
                .map(Kept::offer)
                .filter(offer -> offer.learntAt().equals(learntAt));
    }

    /** Keeps it, and leaves out those that were not asked for longest. */
    synchronized void keep(Offer offer) {
        long itsWeight = Stream.of(
                        offer.discover(),
                        offer.initialize(),
                        offer.tools(),
                        offer.prompts(),
                        offer.resources(),
                        offer.templates())
                .mapToLong(OfferCache::weight)
                .sum();
        Kept before = offers.put(offer.definitionHash(), new Kept(offer, itsWeight));
        weight += itsWeight - (before == null ? 0 : before.weight());
        Iterator<Kept> oldest = offers.values().iterator();
        while (weight > most && oldest.hasNext()) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }

    /** About what a tree takes in memory, in bytes. */
    static long weight(@Nullable JsonNode tree) {
        if (tree == null) {
            return 0;
        }
        long sum = VALUE + (tree.isTextual() ? tree.textValue().length() : 0);
        for (JsonNode each : tree) {
            sum += weight(each);
        }
        return sum;
    }
}
