package org.mcpcoordinator.finding;

import java.util.List;
import java.util.Objects;

/**
 * A tool that answers a question.
 *
 * @param name as its servers call it
 * @param declaration JSON, as its servers say it
 * @param score to compare with the others of the same answer
 * @param definitions of servers that offer this very tool, those first that fit the question best; not all if there are many
 * @param offeredBy how many definitions offer it
 */
public record FoundTool(String name, String declaration, double score, List<String> definitions, int offeredBy) {
    public FoundTool {
        Objects.requireNonNull(name);
        Objects.requireNonNull(declaration);
        definitions = List.copyOf(definitions);
    }
}
