package org.mcpcoordinator.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Instance;

/** Definitions of servers, a revision at a time: a thousand instances of one revision are one query. */
@ApplicationScoped
class Definitions {
    private static final int REVISIONS = 4;

    private final Map<Long, Map<String, ServerDefinition>> revisions = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<String, ServerDefinition>> eldest) {
            return size() > REVISIONS;
        }
    };

    @Inject
    Catalog catalog;

    /** What the instance is to run; empty if its revision does not know it. */
    synchronized Optional<ServerDefinition> of(Instance instance) {
        Map<String, ServerDefinition> servers = revisions.get(instance.revision());
        if (servers == null) {
            servers = read(instance.revision());
            revisions.put(instance.revision(), servers);
        }
        return Optional.ofNullable(servers.get(instance.key().server()));
    }

    /** The same numbers may name other revisions from now on. */
    synchronized void forget() {
        revisions.clear();
    }

    private Map<String, ServerDefinition> read(long revision) {
        Map<String, ServerDefinition> servers = new HashMap<>();
        for (ServerDefinition server : catalog.find(revision)
                .map(Revision::servers)
                .orElseThrow(() -> new IllegalStateException("no revision " + revision))) {
            servers.put(server.name(), server);
        }
        return servers;
    }
}
