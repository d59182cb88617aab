package org.mcpcoordinator.standby;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.routing.Route;

/** What the gateway asks about servers that sleep; nothing of it waits. */
public interface Sleepers {
    /** What servers of that definition offer, if that is known; fails if the database is away. */
    CompletableFuture<Optional<Offer>> offer(String definitionHash);

    /**
     * A call waits for the server: it is to be started, soon, once however many ask. To be asked again while it sleeps.
     *
     * @return false if nothing is started any more: we are stopping
     */
    boolean wake(String server);

    /** The server has said that its lists have changed: it is asked for them soon. */
    void changed(String server);

    /**
     * Opens a session of the legacy era at a server that has just been started.
     *
     * @param params of {@code initialize}; null for what is usual
     * @param most for all of it; over 0
     * @return its id; empty if the server gives none
     */
    CompletableFuture<String> session(Route route, @Nullable ObjectNode params, Duration most);

    /**
     * Ends a session of the legacy era.
     *
     * @return done when that has been tried; never fails
     */
    CompletableFuture<Void> endSession(Route route, String session);
}
