package org.mcpcoordinator.host.serve;

import java.util.Objects;

/** One of the two sides of a copy of a server: the next generation may open another port beside the last one. */
record ServerKey(String server, int replica, int side) {
    ServerKey {
        Objects.requireNonNull(server);
    }
}
