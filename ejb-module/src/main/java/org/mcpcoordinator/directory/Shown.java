package org.mcpcoordinator.directory;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one server shows.
 *
 * @param offering what it was made of
 * @param current false if that is the offer of a definition the server had before, because the new one's is not known yet
 */
record Shown(Member member, Offering offering, boolean current, Map<Kind, List<Item>> items) {
    static Shown of(String server, Roster.Entry entry, Offering offering, boolean current) {
        Member member = new Member(
                server,
                entry.category(),
                entry.definitionHash(),
                offering.legacy(),
                offering.revision(),
                offering.modern(),
                offering.capabilities());
        Map<Kind, List<Item>> items = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            items.put(kind, items(kind, member, offering));
        }
        return new Shown(member, offering, current, items);
    }

    private static List<Item> items(Kind kind, Member member, Offering offering) {
        List<Item> items = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Thing thing : offering.of(kind)) {
            String key = kind.key().equals("name")
                    ? Names.of(member.server(), thing.name(), taken)
                    : Names.uri(member.server(), thing.name());
            taken.add(key);
            items.add(new Item(kind, key, member, thing));
        }
        return items;
    }
}
