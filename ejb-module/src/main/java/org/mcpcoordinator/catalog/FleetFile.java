package org.mcpcoordinator.catalog;

import java.util.List;
import java.util.Objects;

/**
 * A fleet file, read and found without mistakes.
 *
 * @param fleet its name
 * @param servers all servers of the fleet, defaults filled in, in the order of the file
 * @param document the canonical JSON of the whole file; holds no secret values
 * @param hash SHA-256 of the document, in hex
 */
public record FleetFile(String fleet, List<ServerDefinition> servers, String document, String hash) {
    public FleetFile {
        Objects.requireNonNull(fleet);
        servers = List.copyOf(servers);
        Objects.requireNonNull(document);
        Objects.requireNonNull(hash);
    }
}
