package org.mcpcoordinator.web.door.oauth;

import java.util.Set;
import org.mcpcoordinator.access.Caller;

/**
 * A token that was found to be good.
 *
 * @param audiences whom it is for
 * @param until in seconds of the epoch
 */
record Verified(Caller caller, Set<String> audiences, long until) {
    Verified {
        audiences = Set.copyOf(audiences);
    }
}
