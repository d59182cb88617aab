package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Announced;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The definitions of the revision asked for last, so that ten chunks read it once. Revisions never change. */
@ApplicationScoped
class Definitions {
    @Inject
    Catalog catalog;

    private volatile @Nullable Kept kept;

    private record Kept(long revision, Map<String, ServerDefinition> byName) {}

    /** After a restore the same number may name another revision. */
    void on(@Observes Announced announced) {
        if (announced.channel().equals(Announced.RESTORED)) {
            kept = null;
        }
    }

    /** All definitions of the revision by server name. */
    Map<String, ServerDefinition> of(long revision) {
        Kept last = kept;
        if (last == null || last.revision() != revision) {
            last = new Kept(
                    revision,
                    catalog
                            .find(revision)
                            .orElseThrow(() -> new ProblemException(
                                    ProblemCode.REVISION_NOT_FOUND, "there is no revision " + revision))
                            .servers()
                            .stream()
                            .collect(Collectors.toUnmodifiableMap(ServerDefinition::name, server -> server)));
            kept = last;
        }
        return Objects.requireNonNull(last).byName();
    }
}
