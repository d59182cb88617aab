package org.mcpcoordinator.standby;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.finding.ToolIndex;
import org.mcpcoordinator.routing.ErasOffered;

/** The desk of the stored catalogue: what servers offer, by definition. */
@Stateless
@PermitAll
public class Offers {
    /** On which it is announced that an offer is another now; the definition's hash is the payload. */
    public static final String CHANNEL = "offers";

    private static final int AT_ONCE = 200;

    @Inject
    OfferStore store;

    @Inject
    Announcements announcements;

    @Inject
    ToolIndex index;

    /** What servers of that definition offer, if one has been asked. */
    public Optional<Offer> find(String definitionHash) {
        return store.find(definitionHash).map(OfferRow::offer);
    }

    /** What servers of those definitions offer, as far as one of them has been asked; a query for each 200. */
    public List<Offer> all(Collection<String> definitionHashes) {
        List<String> hashes = definitionHashes.stream().sorted().toList();
        List<Offer> offers = new ArrayList<>();
        for (int from = 0; from < hashes.size(); from += AT_ONCE) {
            store.all(hashes.subList(from, Math.min(from + AT_ONCE, hashes.size())))
                    .forEach(row -> offers.add(row.offer()));
        }
        return offers;
    }

    /** When servers of that definition were asked last. */
    public Optional<Instant> learntAt(String definitionHash) {
        return store.learntAt(definitionHash);
    }

    /** When the servers of each definition were asked. */
    public Map<String, Instant> learnt() {
        return store.spoken().stream().collect(Collectors.toMap(ErasOffered::definitionHash, ErasOffered::at));
    }

    /** Which eras the servers of each definition spoke when they were asked. */
    public List<ErasOffered> spoken() {
        return store.spoken();
    }

    /** Keeps it in the place of what was known, makes its tools found, and tells all nodes. */
    public void keep(Offer offer) {
        store.put(OfferRow.of(offer));
        index(offer);
        announcements.announce(CHANNEL, offer.definitionHash());
    }

    /** Makes the tools of some offers found that were kept before there was a way to, or by other rules; gives how many. */
    public int catchUp(int most) {
        List<OfferRow> behind = store.behind(ToolIndex.VERSION, most);
        behind.forEach(row -> index(row.offer()));
        return behind.size();
    }

    /** Forgets what was learnt before that moment of definitions that nothing runs by any more. */
    public int forget(Instant before) {
        int forgotten = store.forget(before);
        index.sweep(before);
        return forgotten;
    }

    private void index(Offer offer) {
        ObjectNode said = offer.discover() == null ? offer.initialize() : offer.discover();
        index.keep(
                offer.definitionHash(),
                said == null ? MissingNode.getInstance() : said,
                offer.tools() == null ? List.of() : offer.tools(),
                offer.learntAt());
    }
}
