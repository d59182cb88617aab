package org.mcpcoordinator.standby;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import org.mcpcoordinator.pinning.HeldTool;
import org.mcpcoordinator.pinning.Pins;
import org.mcpcoordinator.problem.ProblemException;
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

    @Inject
    Pins pins;

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

    /**
     * Keeps it in the place of what was known, but for tools that say something else of themselves than was approved; makes
     * its tools found, and tells all nodes. What is the same as before is asked for later again, and that is all.
     */
    public void keep(Offer learnt) {
        Optional<Offer> before = find(learnt.definitionHash());
        ArrayNode known = before.map(Offer::tools).orElse(null);
        Offer offer = learnt.with(pins.sift(learnt.definitionHash(), learnt.tools(), known));
        if (before.isPresent() && before.get().saysTheSameAs(offer)) {
            store.touch(offer.definitionHash(), offer.learntAt());
        } else {
            put(offer);
        }
    }

    /**
     * A person has read what a held tool says now: it is offered from now on, by all servers of the definition.
     *
     * @param always true if it may say what it likes from now on
     * @param by the person
     * @throws ProblemException TOOL_NOT_HELD
     */
    public void approve(String definitionHash, String tool, boolean always, String by) {
        HeldTool approved = pins.approve(definitionHash, tool, always, by);
        find(definitionHash).ifPresent(offer -> {
            ArrayNode tools = JsonNodeFactory.instance.arrayNode();
            if (offer.tools() != null) {
                tools.addAll(offer.tools());
            }
            put(offer.with(tools.addAll(approved.now())).at(offer.learntAt().plusMillis(1)));
        });
    }

    private void put(Offer offer) {
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
        pins.forget(before);
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
