package org.mcpcoordinator.host.builtin;

import java.nio.file.Path;
import java.util.Objects;
import org.mcpcoordinator.mcp.server.Arguments;

/**
 * What a server is built from.
 *
 * @param server its name
 * @param replica which copy of it, from 0
 * @param config its settings, checked against the type's schema
 * @param directory where data of all servers may be kept; need not exist yet
 */
public record Setup(String server, int replica, Arguments config, Path directory) {
    public Setup {
        Objects.requireNonNull(server);
        Objects.requireNonNull(config);
        Objects.requireNonNull(directory);
    }
}
