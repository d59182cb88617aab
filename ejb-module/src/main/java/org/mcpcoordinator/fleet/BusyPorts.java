package org.mcpcoordinator.fleet;

import java.util.Optional;

/** Port to whoever can see which ports of a host are held by programs that are none of ours. */
public interface BusyPorts {
    /**
     * True if somebody listens on that port of the host, so far as can be seen; false if nothing is known.
     *
     * @param host name of the host
     * @param port 1 to 65535
     */
    boolean taken(String host, int port);

    /** Who that is, in words for people; empty if nothing is known. */
    default Optional<String> holder(String host, int port) {
        return Optional.empty();
    }
}
