package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Names one copy of one server on this host.
 *
 * @param server its name, part of file names: letters, digits, dots, dashes and underscores only
 * @param replica 0 for the first copy
 */
record ServerKey(String server, int replica) {
    ObjectNode addTo(ObjectNode node) {
        return node.put("server", server).put("replica", replica);
    }

    /** The name of its files. */
    @Override
    public String toString() {
        return server + "-" + replica;
    }
}
