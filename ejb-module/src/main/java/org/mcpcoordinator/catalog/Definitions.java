package org.mcpcoordinator.catalog;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The definitions of the revisions asked for last: a thousand instances of one revision are one query. */
@ApplicationScoped
public class Definitions {
    /** A fleet rarely runs by more. */
    private static final int REVISIONS = 8;

    private final Map<Long, Map<String, ServerDefinition>> revisions = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<String, ServerDefinition>> eldest) {
            return size() > REVISIONS;
        }
    };

    @Inject
    Catalog catalog;

    /**
     * All definitions of the revision by server name.
     *
     * @throws ProblemException REVISION_NOT_FOUND
     */
    public Map<String, ServerDefinition> of(long revision) {
        Map<String, ServerDefinition> known = known(revision);
        if (known != null) {
            return known;
        }
        Map<String, ServerDefinition> read = catalog
                .find(revision)
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.REVISION_NOT_FOUND, "there is no revision " + revision))
                .servers()
                .stream()
                .collect(Collectors.toUnmodifiableMap(ServerDefinition::name, server -> server));
        synchronized (revisions) {
            revisions.put(revision, read);
        }
        return read;
    }

    /** After a restore the same number may name another revision; forgotten before others look anew. */
    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Announced announced) {
        if (announced.channel().equals(Announced.RESTORED)) {
            synchronized (revisions) {
                revisions.clear();
            }
        }
    }

    private @Nullable Map<String, ServerDefinition> known(long revision) {
        synchronized (revisions) {
            return revisions.get(revision);
        }
    }
}
