package org.mcpcoordinator.host.serve;

import java.util.Objects;

/** One copy of a server. */
record ServerKey(String server, int replica) {
    ServerKey {
        Objects.requireNonNull(server);
    }
}
