package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.web.gateway.era.Own;

/** What the fleet offers with the coordinator's own tools among it, as callers of one role are shown them. */
final class OwnListing implements Supplier<Listing> {
    private final Supplier<Listing> fleet;
    private final Supplier<@Nullable ArrayNode> tools;
    private volatile Made made = new Made(Listing.EMPTY, Listing.EMPTY);

    private record Made(Listing fleet, Listing whole) {}

    /** @param tools the coordinator's; null as long as it is no server */
    OwnListing(Supplier<Listing> fleet, Supplier<@Nullable ArrayNode> tools) {
        this.fleet = fleet;
        this.tools = tools;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a listing is replaced, never changed
    public Listing get() {
        Listing now = fleet.get();
        Made known = made;
        if (known.fleet() != now || known.whole() == Listing.EMPTY) {
            @Nullable ArrayNode own = tools.get();
            known = new Made(now, own == null ? now : now.with(Own.NAME, own));
            made = known;
        }
        return known.whole();
    }
}
