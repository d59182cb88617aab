package org.mcpcoordinator.directory;

import java.util.Objects;
import java.util.Set;

/**
 * A server of the fleet whose offer is known.
 *
 * @param server its name
 * @param category id of its category
 * @param definitionHash names what it offers
 * @param legacy true if it speaks the revisions with {@code initialize}
 * @param modern true if it speaks revision 2026-07-28
 * @param capabilities what it says it can, by name: {@code tools}, {@code resources}, ...
 */
public record Member(
        String server,
        String category,
        String definitionHash,
        boolean legacy,
        boolean modern,
        Set<String> capabilities) {
    public Member {
        Objects.requireNonNull(server);
        Objects.requireNonNull(category);
        Objects.requireNonNull(definitionHash);
        capabilities = Set.copyOf(capabilities);
    }
}
