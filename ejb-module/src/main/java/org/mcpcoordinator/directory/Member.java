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
 * @param revision the newest of those it speaks, as far as it said; empty if it speaks none of them
 * @param modern true if it speaks revision 2026-07-28
 * @param plain true if its resources are called as it calls them; its tools and prompts say for themselves
 * @param capabilities what it says it can, by name: {@code tools}, {@code resources}, ..., and what they
 *     tell by themselves: {@code resources.subscribe}, {@code tools.listChanged}, ...
 */
public record Member(
        String server,
        String category,
        String definitionHash,
        boolean legacy,
        String revision,
        boolean modern,
        boolean plain,
        Set<String> capabilities) {
    public Member {
        Objects.requireNonNull(server);
        Objects.requireNonNull(category);
        Objects.requireNonNull(definitionHash);
        Objects.requireNonNull(revision);
        capabilities = Set.copyOf(capabilities);
    }

    /** What servers of revision 2026-07-28 call tasks by; those of 2025-11-25 call them {@code tasks}. */
    public static final String TASKS = "io.modelcontextprotocol/tasks";

    /** True if a call may become a task there, in either era. */
    public boolean hasTasks() {
        return capabilities.contains(TASKS) || capabilities.contains("tasks");
    }
}
