package org.mcpcoordinator.directory;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What some servers, or all, offer as one; never changed.
 *
 * @param shelves one for each kind
 * @param members servers whose offer is known, by name
 * @param unknown names of servers whose offer is not known (yet), in order: what is listed is not all there is
 */
public record View(Map<Kind, Shelf> shelves, Map<String, Member> members, List<String> unknown) {
    static final View EMPTY = of(List.of(), Map.of(), List.of());

    public View {
        shelves = Map.copyOf(shelves);
        members = Map.copyOf(members);
        unknown = List.copyOf(unknown);
    }

    static View of(Collection<Map<Kind, List<Item>>> things, Map<String, Member> members, List<String> unknown) {
        Map<Kind, Shelf> shelves = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            shelves.put(
                    kind,
                    new Shelf(things.stream()
                            .flatMap(each -> each.getOrDefault(kind, List.of()).stream())
                            .toList()));
        }
        return new View(shelves, members, unknown);
    }

    /** All of that kind. */
    public Shelf of(Kind kind) {
        return shelves.getOrDefault(kind, Shelf.EMPTY);
    }
}
