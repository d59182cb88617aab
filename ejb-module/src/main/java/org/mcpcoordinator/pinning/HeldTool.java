package org.mcpcoordinator.pinning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A tool that is not offered, because it says something else of itself than when it was approved.
 *
 * @param definitionHash of the servers whose it is
 * @param name its own name
 * @param before its declarations as they were offered last; one, as a rule
 * @param now as its server lists it now
 * @param since when that was seen first
 */
public record HeldTool(String definitionHash, String name, ArrayNode before, ArrayNode now, Instant since) {
    private static final List<String> MEMBERS =
            List.of("title", "description", "inputSchema", "outputSchema", "annotations");

    public HeldTool {
        Objects.requireNonNull(definitionHash);
        Objects.requireNonNull(name);
        Objects.requireNonNull(before);
        Objects.requireNonNull(now);
        Objects.requireNonNull(since);
    }

    /** Which of its members differ: {@code description}, {@code inputSchema}, ... */
    public List<String> changed() {
        return MEMBERS.stream()
                .filter(member ->
                        !before.path(0).path(member).equals(now.path(0).path(member)))
                .toList();
    }
}
