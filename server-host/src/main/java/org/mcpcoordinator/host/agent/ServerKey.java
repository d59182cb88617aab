package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Names a place on this host for one generation of one copy of one server. A copy has two such places, so that its next
 * generation can start on one side while the last one still serves on the other.
 *
 * @param server its name, part of file names: letters, digits, dots, dashes and underscores only
 * @param replica 0 for the first copy
 * @param side 0 or 1
 */
record ServerKey(String server, int replica, int side) {
    /** The first side of a copy. */
    ServerKey(String server, int replica) {
        this(server, replica, 0);
    }

    ObjectNode addTo(ObjectNode node) {
        return node.put("server", server).put("replica", replica).put("side", side);
    }

    /** The name of its own files. */
    @Override
    public String toString() {
        return copy() + (side == 0 ? "" : "-b");
    }

    /** The name of what both sides share. */
    String copy() {
        return server + "-" + replica;
    }
}
