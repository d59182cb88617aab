package org.mcpcoordinator.web.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.directory.Listing;

/**
 * What a token is limited to, as it comes in and goes out. What is absent limits nothing.
 *
 * @param categories ids of categories whose servers it sees
 * @param servers names of servers that it sees, {@code *} at the end allowed
 * @param tools tools that it sees, {@code SERVER__TOOL} or {@code SERVER/TOOL}, {@code *} at the end allowed
 * @param pins tools that {@code /mcp} lists for it where all are too many to be listed
 * @param callsPerSecond 1 to 100,000
 * @param burst so many at once after a rest; as many as in a second if absent
 * @param callsAtOnce calls under way, 1 to 100,000
 */
public record ScopeView(
        @Nullable List<String> categories,
        @Nullable List<String> servers,
        @Nullable List<String> tools,
        @Nullable List<String> pins,
        @Nullable Integer callsPerSecond,
        @Nullable Integer burst,
        @Nullable Integer callsAtOnce) {
    Scope scope() {
        for (String category : list(categories)) {
            if (!Listing.CATEGORIES.contains(category)) {
                throw Bounds.refused(
                        "scope/categories", "one of " + String.join(", ", Listing.CATEGORIES) + " is wanted", null);
            }
        }
        return new Scope(
                list(categories),
                list(servers),
                list(tools),
                list(pins),
                new CallRate(number(callsPerSecond), number(burst), number(callsAtOnce)));
    }

    static @Nullable ScopeView of(Scope scope) {
        return scope.isNone()
                ? null
                : new ScopeView(
                        absent(scope.categories()),
                        absent(scope.servers()),
                        absent(scope.tools()),
                        absent(scope.pins()),
                        absent(scope.rate().perSecond()),
                        absent(scope.rate().burst()),
                        absent(scope.rate().atOnce()));
    }

    private static List<String> list(@Nullable List<String> words) {
        // A null among them is no word.
        return words == null
                ? List.of()
                : words.stream().map(word -> word == null ? "" : word).toList();
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private static @Nullable List<String> absent(List<String> words) {
        return words.isEmpty() ? null : words;
    }

    private static @Nullable Integer absent(int value) {
        return value == 0 ? null : value;
    }
}
