package org.mcpcoordinator.cluster;

import java.util.Objects;

/**
 * What a node sees of the fleet, to be held against what others see.
 *
 * @param revision the newest revision of any instance it knows; 0 for none
 * @param healthy instances that are healthy, as it sees them
 * @param routed servers that it routes calls to
 * @param routes a digest of where it sends calls, at most 16 characters: equal for nodes whose route tables are equal
 */
public record NodeView(long revision, int healthy, int routed, String routes) {
    /** Of a node that has not looked yet. */
    public static final NodeView NONE = new NodeView(0, 0, 0, "");

    public NodeView {
        Objects.requireNonNull(routes);
    }
}
