package org.mcpcoordinator.intake;

import java.util.Map;
import java.util.Set;
import org.mcpcoordinator.catalog.Category;

/**
 * What somebody has decided of the servers of a file, by the names they get here; what names none of them decides nothing.
 *
 * @param left those that are to stay out
 * @param categories those that are to be in another category than the one proposed
 */
public record Choices(Set<String> left, Map<String, Category> categories) {
    /** Nothing was decided: all that can comes in, and each in the category proposed. */
    public static final Choices NONE = new Choices(Set.of(), Map.of());

    public Choices {
        left = Set.copyOf(left);
        categories = Map.copyOf(categories);
    }
}
