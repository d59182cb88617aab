package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;

/** The rows of differences. */
@Dependent
class DriftStore {
    private static final int MOST = 1000;

    private final EntityManager entityManager;

    @Inject
    DriftStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** The open ones of a host, locked until the end of the transaction; what is changed in them is kept. */
    List<DriftRow> lock(String host) {
        return entityManager
                .createQuery("SELECT d FROM DriftRow d WHERE d.host = :host AND d.healedAt IS NULL", DriftRow.class)
                .setParameter("host", host)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    void insert(DriftRow row) {
        entityManager.persist(row);
    }

    /** Open ones first, then by age, newest first. */
    List<DriftRow> newest() {
        return entityManager
                .createQuery(
                        "SELECT d FROM DriftRow d ORDER BY CASE WHEN d.healedAt IS NULL THEN 0 ELSE 1 END, d.id DESC",
                        DriftRow.class)
                .setMaxResults(MOST)
                .getResultList();
    }

    void deleteHealedBefore(Instant oldest) {
        entityManager
                .createQuery("DELETE FROM DriftRow d WHERE d.healedAt < :oldest")
                .setParameter("oldest", oldest)
                .executeUpdate();
    }
}
