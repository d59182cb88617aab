package org.mcpcoordinator.standby;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The desk of the stored catalogue: what servers offer, by definition. */
@Stateless
@PermitAll
public class Offers {
    @Inject
    OfferStore store;

    /** What servers of that definition offer, if one has been asked. */
    public Optional<Offer> find(String definitionHash) {
        return store.find(definitionHash).map(OfferRow::offer);
    }

    /** When servers of that definition were asked last. */
    public Optional<Instant> learntAt(String definitionHash) {
        return store.learntAt(definitionHash);
    }

    /** When the servers of each definition were asked. */
    public Map<String, Instant> learnt() {
        return store.learnt();
    }

    /** Keeps it in the place of what was known. */
    public void keep(Offer offer) {
        store.put(OfferRow.of(offer));
    }

    /** Forgets what was learnt before that moment of definitions that nothing runs by any more. */
    public int forget(Instant before) {
        return store.forget(before);
    }
}
