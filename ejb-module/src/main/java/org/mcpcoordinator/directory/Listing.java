package org.mcpcoordinator.directory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.mcpcoordinator.catalog.Category;

/**
 * What the fleet offers at one moment; never changed, only replaced.
 *
 * @param all of the whole fleet
 * @param categories the same for each category's servers, by the category's id; a category without servers is left out
 * @param held own names of tools that are not offered because what they say of themselves has changed, by server
 */
public record Listing(View all, Map<String, View> categories, Map<String, Set<String>> held) {
    public static final Listing EMPTY = new Listing(View.EMPTY, Map.of(), Map.of());

    /** Ids of all categories there can be, in the order of their ports. */
    public static final List<String> CATEGORIES =
            Stream.of(Category.values()).map(Category::id).toList();

    public Listing {
        Objects.requireNonNull(all);
        categories = Map.copyOf(categories);
        held = Map.copyOf(held);
    }

    /** What the category's servers offer. */
    public View category(String id) {
        return categories.getOrDefault(id, View.EMPTY);
    }

    static Listing of(Roster roster, Map<String, Shown> shown, Map<String, Set<String>> held) {
        Map<String, View> categories = new HashMap<>();
        for (String category : roster.categories()) {
            categories.put(category, view(roster.of(category), shown));
        }
        return new Listing(view(roster, shown), categories, held);
    }

    private static View view(Roster roster, Map<String, Shown> shown) {
        Map<String, Member> members = new HashMap<>();
        var things = roster.names().stream()
                .filter(shown::containsKey)
                .map(shown::get)
                .toList();
        things.forEach(each -> members.put(each.member().server(), each.member()));
        return View.of(
                things.stream().map(Shown::items).toList(),
                members,
                roster.names().stream()
                        .filter(name -> !shown.containsKey(name)
                                || !Objects.requireNonNull(shown.get(name)).current())
                        .toList());
    }
}
