package org.mcpcoordinator.directory;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.access.Sight;

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

    /**
     * Whose resource that is. Of those with plain names also one that only a template tells of, or none of their lists if
     * there is but one such server.
     */
    public Optional<Whereabouts> resource(String uri) {
        if (!shelves.containsKey(Kind.RESOURCES)) {
            // Who sees named tools only sees no resource, whatever the server is.
            return Optional.empty();
        }
        Optional<Names.Place> place = Names.place(uri);
        if (place.isPresent()
                && (uri.startsWith(Names.SCHEME)
                        || members.containsKey(place.get().server()))) {
            return Optional.ofNullable(members.get(place.get().server()))
                    .map(member -> new Whereabouts(member, place.get().uri()));
        }
        return of(Kind.RESOURCES)
                .find(uri)
                .or(() -> of(Kind.TEMPLATES).find(uri))
                .map(Item::member)
                .or(() -> of(Kind.TEMPLATES).items().stream()
                        .filter(item -> item.member().plain() && Templates.fits(item.name(), uri))
                        .map(Item::member)
                        .findFirst())
                .or(this::only)
                .map(member -> new Whereabouts(member, uri));
    }

    /** The one server with plain names that has resources, if there is one. */
    private Optional<Member> only() {
        List<Member> plain = members.values().stream()
                .filter(member -> member.plain() && member.capabilities().contains("resources"))
                .limit(2)
                .toList();
        return plain.size() == 1 ? Optional.of(plain.get(0)) : Optional.empty();
    }

    /**
     * Where a resource is.
     *
     * @param uri what it is called there
     */
    public record Whereabouts(Member member, String uri) {}

    /**
     * What is seen of it.
     *
     * @param homes the category's id of each server
     */
    View seen(Sight sight, Map<String, String> homes) {
        Map<Kind, Shelf> some = new EnumMap<>(Kind.class);
        shelves.forEach((kind, shelf) -> {
            if (kind == Kind.TOOLS || !sight.namesTools()) {
                some.put(kind, shelf.only(item -> item.isSeen(sight)));
            }
        });
        Map<String, Member> known = new HashMap<>(members);
        known.values().removeIf(member -> !sight.server(member.server(), member.category()));
        return new View(
                some,
                known,
                unknown.stream()
                        .filter(server -> sight.server(server, homes.getOrDefault(server, "")))
                        .toList());
    }

    View atHome(String server, Sight sight) {
        Member member = members.get(server);
        List<Item> own = of(Kind.TOOLS).items().stream()
                .filter(item -> item.member().server().equals(server) && item.isSeen(sight))
                .map(Item::atHome)
                .toList();
        return new View(
                Map.of(Kind.TOOLS, new Shelf(own)),
                member == null ? Map.of() : Map.of(server, member),
                unknown.contains(server) ? List.of(server) : List.of());
    }

    /** All of that kind. */
    public Shelf of(Kind kind) {
        return shelves.getOrDefault(kind, Shelf.EMPTY);
    }
}
