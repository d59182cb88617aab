package org.mcpcoordinator.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** Backups and restores in the database. */
@Dependent
class RunStore {
    private static final int MOST = 100;

    private final EntityManager entityManager;

    @Inject
    RunStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Adds it at once, so that a second one that runs is refused by the index. */
    void add(RunRow row) {
        entityManager.persist(row);
        entityManager.flush();
    }

    boolean oneRuns() {
        return !running().isEmpty();
    }

    List<RunRow> running() {
        return entityManager
                .createQuery("SELECT r FROM RunRow r WHERE r.state = :running", RunRow.class)
                .setParameter("running", Run.State.RUNNING)
                .getResultList();
    }

    Optional<RunRow> find(Run.Kind kind, long id) {
        return Optional.ofNullable(entityManager.find(RunRow.class, id)).filter(row -> row.kind == kind);
    }

    Optional<RunRow> find(long id) {
        return Optional.ofNullable(entityManager.find(RunRow.class, id));
    }

    /** The newest. */
    List<RunRow> list(Run.Kind kind) {
        return entityManager
                .createQuery("SELECT r FROM RunRow r WHERE r.kind = :kind ORDER BY r.id DESC", RunRow.class)
                .setParameter("kind", kind)
                .setMaxResults(MOST)
                .getResultList();
    }
}
