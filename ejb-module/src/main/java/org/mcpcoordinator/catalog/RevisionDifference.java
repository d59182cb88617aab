package org.mcpcoordinator.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What stands between two revisions, server by server and field by field; holds no secret values.
 *
 * @param from without its definitions
 * @param to without its definitions
 * @param changes by server, those that say the same left out
 */
public record RevisionDifference(Revision from, Revision to, List<ServerChange> changes) {
    public RevisionDifference {
        Objects.requireNonNull(from);
        Objects.requireNonNull(to);
        changes = List.copyOf(changes);
    }

    /**
     * What became of one server.
     *
     * @param server its name
     * @param kind {@code added}, {@code removed} or {@code changed}
     * @param fields what differs, by name; empty unless it changed
     */
    public record ServerChange(String server, String kind, List<FieldChange> fields) {
        public ServerChange {
            Objects.requireNonNull(server);
            Objects.requireNonNull(kind);
            fields = List.copyOf(fields);
        }
    }

    /** Compares whole revisions. */
    static RevisionDifference between(Revision from, Revision to) {
        Map<String, ServerDefinition> before = byName(from);
        Map<String, ServerDefinition> after = byName(to);
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<ServerChange> changes = new ArrayList<>();
        for (String name : names) {
            ServerDefinition was = before.get(name);
            ServerDefinition is = after.get(name);
            if (was == null) {
                changes.add(new ServerChange(name, "added", List.of()));
            } else if (is == null) {
                changes.add(new ServerChange(name, "removed", List.of()));
            } else {
                List<FieldChange> fields = FieldChange.between(was, is);
                if (!fields.isEmpty()) {
                    changes.add(new ServerChange(name, "changed", fields));
                }
            }
        }
        return new RevisionDifference(bare(from), bare(to), changes);
    }

    private static Map<String, ServerDefinition> byName(Revision revision) {
        return revision.servers().stream()
                .collect(Collectors.toMap(ServerDefinition::name, server -> server, (a, b) -> a, TreeMap::new));
    }

    private static Revision bare(Revision revision) {
        return new Revision(
                revision.id(),
                revision.fleet(),
                revision.number(),
                revision.hash(),
                revision.author(),
                revision.reason(),
                revision.createdAt(),
                List.of());
    }
}
