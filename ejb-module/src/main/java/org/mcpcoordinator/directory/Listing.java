package org.mcpcoordinator.directory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.catalog.Category;

/**
 * What the fleet offers at one moment; never changed, only replaced.
 *
 * @param all of the whole fleet
 * @param categories the same for each category's servers, by the category's id; a category without servers is left out
 * @param held own names of tools that are not offered because what they say of themselves has changed, by server
 * @param homes the category's id of each server that is listed, its offer known or not
 * @param rates how much servers may be called for which that is limited
 */
public record Listing(
        View all,
        Map<String, View> categories,
        Map<String, Set<String>> held,
        Map<String, String> homes,
        Map<String, CallRate> rates) {
    public static final Listing EMPTY = new Listing(View.EMPTY, Map.of(), Map.of(), Map.of(), Map.of());

    /** Ids of all categories there can be, in the order of their ports. */
    public static final List<String> CATEGORIES =
            Stream.of(Category.values()).map(Category::id).toList();

    public Listing {
        Objects.requireNonNull(all);
        categories = Map.copyOf(categories);
        held = Map.copyOf(held);
        homes = Map.copyOf(homes);
        rates = Map.copyOf(rates);
    }

    /** What the category's servers offer. */
    public View category(String id) {
        return categories.getOrDefault(id, View.EMPTY);
    }

    /** True if the server says of that tool of its own that it is idempotent, or only reads. Looks through all tools. */
    public boolean isIdempotent(String server, String tool) {
        return all.of(Kind.TOOLS).items().stream()
                .filter(item ->
                        item.name().equals(tool) && item.member().server().equals(server))
                .anyMatch(Item::isIdempotent);
    }

    /** What the category's servers offer, or with an empty text all, as far as it is seen. */
    public View seen(String category, Sight sight) {
        View view = category.isEmpty() ? all : category(category);
        return sight.isNarrow() ? view.seen(sight, homes) : view;
    }

    /** The tools of one server, as far as they are seen and by the names that they have there. */
    public View atHome(String server, Sight sight) {
        View view = homes.containsKey(server) ? category(home(server)) : all;
        return view.atHome(server, sight);
    }

    /**
     * True if that tool of a server that is seen is seen: named as its server calls it, or as it is called where all servers are
     * one. What it is called there only the list tells: two tools of a server may look alike in it.
     */
    public boolean shows(String server, String tool, Sight sight) {
        return sight.tool(server, tool, server + "/" + tool)
                || all.of(Kind.TOOLS)
                        .find(Names.usual(server, tool))
                        .filter(item -> item.member().server().equals(server)
                                && item.name().equals(tool))
                        .map(item -> item.isSeen(sight))
                        .orElseGet(() ->
                                atHome(server, sight).of(Kind.TOOLS).find(tool).isPresent());
    }

    /** The category's id of a server; empty if it is not listed. */
    public String home(String server) {
        return homes.getOrDefault(server, "");
    }

    /** How much the server may be called. */
    public CallRate rate(String server) {
        return rates.isEmpty() ? CallRate.NONE : rates.getOrDefault(server, CallRate.NONE);
    }

    static Listing of(Roster roster, Map<String, Shown> shown, Map<String, Set<String>> held) {
        Map<String, View> categories = new HashMap<>();
        for (String category : roster.categories()) {
            categories.put(category, view(roster.of(category), shown));
        }
        Map<String, String> homes = new HashMap<>();
        Map<String, CallRate> rates = new HashMap<>();
        roster.entries().forEach((name, entry) -> {
            homes.put(name, entry.category());
            if (!entry.calls().isNone()) {
                rates.put(name, entry.calls());
            }
        });
        return new Listing(view(roster, shown), categories, held, homes, rates);
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

    /**
     * The same with the tools of a server that is none of the fleet; the same as it is, if the fleet has one of that name.
     *
     * @param tools as it lists them; it speaks revision 2026-07-28
     */
    public Listing with(String server, ArrayNode tools) {
        if (all.members().containsKey(server) || all.unknown().contains(server)) {
            return this;
        }
        Member member = new Member(server, "", server, false, "", true, false, Set.of("tools"));
        List<Item> items = new ArrayList<>(all.of(Kind.TOOLS).items());
        for (Thing thing : Thing.all(Kind.TOOLS, tools)) {
            items.add(new Item(Kind.TOOLS, Names.of(server, thing.name(), Set.of()), member, thing));
        }
        Map<Kind, Shelf> shelves = new EnumMap<>(Kind.class);
        shelves.putAll(all.shelves());
        shelves.put(Kind.TOOLS, new Shelf(items));
        Map<String, Member> members = new HashMap<>(all.members());
        members.put(server, member);
        return new Listing(new View(shelves, members, all.unknown()), categories, held, homes, rates);
    }
}
