package org.mcpcoordinator.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.mcpcoordinator.access.Herald;
import org.mcpcoordinator.access.TokenBook;
import org.mcpcoordinator.access.Tries;

/** Tells all nodes what changed in access, and has its book of tokens read again when one of them did. */
@ApplicationScoped
class AccessHerald implements Herald {
    @Inject
    Announcements announcements;

    @Inject
    TokenBook book;

    @Inject
    Tries tries;

    @Override
    public void tell(String channel, String payload) {
        announcements.announce(channel, payload);
    }

    @Override
    public void tellOthers(String channel, String payload) {
        announcements.tellOthers(channel, payload);
    }

    void heard(@Observes Announced announced) {
        if (announced.concerns(TOKENS)) {
            book.reload();
        }
        announcements.heardFromOthers(announced, TRIES).ifPresent(tries::heard);
    }
}
