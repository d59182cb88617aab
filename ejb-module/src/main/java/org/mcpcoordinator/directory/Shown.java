package org.mcpcoordinator.directory;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one server shows.
 *
 * @param offering what it was made of
 * @param current false if that is the offer of a definition the server had before, because the new one's is not known yet
 * @param clashes what another server with plain names calls the same
 */
record Shown(Member member, Offering offering, boolean current, Clashes clashes, Map<Kind, List<Item>> items) {
    /** @param clashes names that a server with plain names shares with another such */
    static Shown of(String server, Roster.Entry entry, Offering offering, boolean current, Clashes clashes) {
        Member member = new Member(
                server,
                entry.category(),
                entry.definitionHash(),
                offering.legacy(),
                offering.revision(),
                offering.modern(),
                entry.plain() && !clashes.servers().contains(server),
                offering.capabilities());
        Map<Kind, List<Item>> items = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            items.put(kind, items(kind, member, offering, entry.plain() ? clashes : null));
        }
        return new Shown(member, offering, current, clashes, items);
    }

    private static List<Item> items(Kind kind, Member member, Offering offering, @Nullable Clashes plain) {
        List<Item> items = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Thing thing : offering.of(kind)) {
            String key = key(kind, member, thing.name(), taken, plain);
            taken.add(key);
            items.add(new Item(kind, key, member, thing));
        }
        return items;
    }

    private static String key(Kind kind, Member member, String name, Set<String> taken, @Nullable Clashes plain) {
        if (!kind.isNamed()) {
            return member.plain() ? name : Names.uri(member.server(), name);
        }
        boolean own = plain != null && Names.isFit(name) && !plain.isTaken(kind, name);
        return own ? name : Names.of(member.server(), name, taken);
    }
}
