package org.mcpcoordinator.web.gateway;

import java.util.function.Supplier;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.mcpcoordinator.web.gateway.whole.FrontSessions;

/** What requests to all servers share: the way to each, the listing, and the sessions of their clients. */
final class Whole {
    private final Gateway gateway;
    private final Supplier<Listing> listing;
    private final FrontSessions sessions;

    Whole(Gateway gateway, Supplier<Listing> listing) {
        this.gateway = gateway;
        this.listing = listing;
        this.sessions = new FrontSessions(this::ended, System::nanoTime);
    }

    Gateway gateway() {
        return gateway;
    }

    FrontSessions sessions() {
        return sessions;
    }

    /** What is offered now by the category's servers, or with an empty text by all. */
    View view(String category) {
        Listing now = listing.get();
        return category.isEmpty() ? now.all() : now.category(category);
    }

    private void ended(FrontSession session) {
        session.servers().forEach(server -> gateway.leave(server, session.id()));
    }
}
