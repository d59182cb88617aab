package org.mcpcoordinator.directory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which names and resources more than one server with plain names has: they are called as those of all others, by all of
 * these servers, so that nobody's name depends on who came first.
 *
 * @param names of tools and prompts, by their kind
 * @param servers those that share a URI with another one: all of their resources stand behind their names
 */
record Clashes(Map<Kind, Set<String>> names, Set<String> servers) {
    static final Clashes NONE = new Clashes(Map.of(), Set.of());

    /** @param plain what servers with plain names offer, by their names */
    static Clashes of(Map<String, Offering> plain) {
        Map<Kind, Set<String>> names = new HashMap<>();
        Set<String> servers = new TreeSet<>();
        for (Kind kind : Kind.values()) {
            Map<String, String> first = new HashMap<>();
            Set<String> twice = new TreeSet<>();
            plain.forEach((server, offering) -> {
                for (Thing thing : offering.of(kind)) {
                    String other = first.putIfAbsent(thing.name(), server);
                    if (other != null && !other.equals(server)) {
                        twice.add(thing.name());
                        if (!kind.isNamed()) {
                            servers.add(server);
                            servers.add(other);
                        }
                    }
                }
            });
            if (kind.isNamed()) {
                names.put(kind, Set.copyOf(twice));
            }
        }
        return new Clashes(Map.copyOf(names), Set.copyOf(servers));
    }

    boolean isTaken(Kind kind, String name) {
        return names.getOrDefault(kind, Set.of()).contains(name);
    }

    /** Those that concern a server. */
    Clashes of(String server, Offering offering) {
        Map<Kind, Set<String>> its = new HashMap<>();
        names.forEach((kind, all) -> {
            Set<String> some = new HashSet<>();
            offering.of(kind).stream().map(Thing::name).filter(all::contains).forEach(some::add);
            if (!some.isEmpty()) {
                its.put(kind, some);
            }
        });
        return new Clashes(its, servers.contains(server) ? Set.of(server) : Set.of());
    }

    boolean isNone() {
        return servers.isEmpty() && names.values().stream().allMatch(Set::isEmpty);
    }
}
