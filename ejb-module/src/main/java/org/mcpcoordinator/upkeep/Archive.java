package org.mcpcoordinator.upkeep;

import java.util.Objects;

/**
 * What is known of an archive that was written or checked.
 *
 * @param guarded true if secrets, accounts and tokens are in it
 * @param bytes its size
 * @param rows how many rows are in it
 * @param sha256 of the file
 * @param content of what the fleet is
 */
public record Archive(boolean guarded, long bytes, long rows, String sha256, String content) {
    public Archive {
        Objects.requireNonNull(sha256);
        Objects.requireNonNull(content);
    }
}
