package org.mcpcoordinator.fleet;

import java.time.Duration;
import java.util.Objects;
import org.mcpcoordinator.catalog.ServerDefinition;

/**
 * Wants one copy of a server to run.
 *
 * @param fleet the fleet it belongs to
 * @param key server and replica
 * @param host the host it is placed on if it is new; what is there already stays where it is
 * @param definition what to run
 * @param revision id of the revision the definition stands in
 * @param port the port it was promised; taken if still free, 0 for any
 * @param deadline until its first answer
 */
public record Wish(
        String fleet,
        InstanceKey key,
        String host,
        ServerDefinition definition,
        long revision,
        int port,
        Duration deadline) {
    public Wish {
        Objects.requireNonNull(deadline);
        Objects.requireNonNull(fleet);
        Objects.requireNonNull(key);
        Objects.requireNonNull(host);
        Objects.requireNonNull(definition);
    }

    /** With the deadline of its definition. */
    public Wish(String fleet, InstanceKey key, String host, ServerDefinition definition, long revision, int port) {
        this(fleet, key, host, definition, revision, port, definition.health().deadline());
    }

    /** The same for where it is: what is there is not moved by a wish. */
    Wish at(String place) {
        return place.equals(host) ? this : new Wish(fleet, key, place, definition, revision, port, deadline);
    }

    /** The same, with no more time than this until its first answer. */
    public Wish within(Duration most) {
        return most.compareTo(deadline) < 0 ? new Wish(fleet, key, host, definition, revision, port, most) : this;
    }
}
