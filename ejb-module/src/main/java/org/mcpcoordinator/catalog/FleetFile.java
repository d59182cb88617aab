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
 * @param secrets literal values taken out of it, sealed; they join the secret store when the file is accepted. Empty for
 *     none
 */
public record FleetFile(String fleet, List<ServerDefinition> servers, String document, String hash, String secrets) {
    public FleetFile {
        Objects.requireNonNull(fleet);
        servers = List.copyOf(servers);
        Objects.requireNonNull(document);
        Objects.requireNonNull(hash);
        Objects.requireNonNull(secrets);
    }

    /** The same file with the secrets that were taken out of it when it was read first. */
    public FleetFile with(String sealed) {
        return new FleetFile(fleet, servers, document, hash, sealed);
    }

    /** Without what is sealed. */
    @Override
    public String toString() {
        return "FleetFile[" + fleet + ", " + servers.size() + " servers, " + hash + "]";
    }
}
