package org.mcpcoordinator.web.door;

import java.security.Principal;
import org.mcpcoordinator.access.Caller;

/**
 * The caller as the Jakarta APIs hand it on; a WebSocket session gives it by {@code getUserPrincipal()}.
 *
 * @param caller who is asking
 */
public record CallerPrincipal(Caller caller) implements Principal {
    @Override
    public String getName() {
        return caller.name();
    }
}
