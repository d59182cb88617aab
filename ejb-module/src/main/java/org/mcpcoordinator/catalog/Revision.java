package org.mcpcoordinator.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * An accepted fleet file, never changed again.
 *
 * @param id unique in the installation
 * @param fleet the fleet it describes
 * @param number counts the fleet's revisions from 1 on
 * @param hash of its document
 * @param author who brought it
 * @param reason why, in the author's words; may be empty
 * @param createdAt when it was accepted
 * @param servers its definitions; empty in listings
 */
public record Revision(
        long id,
        String fleet,
        int number,
        String hash,
        String author,
        String reason,
        Instant createdAt,
        List<ServerDefinition> servers) {
    public Revision {
        Objects.requireNonNull(fleet);
        Objects.requireNonNull(hash);
        Objects.requireNonNull(author);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(createdAt);
        servers = List.copyOf(servers);
    }
}
