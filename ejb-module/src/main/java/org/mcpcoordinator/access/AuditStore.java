package org.mcpcoordinator.access;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;

/** The audit trail in the database. */
@Dependent
class AuditStore {
    private final EntityManager entityManager;

    @Inject
    AuditStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    void add(AuditRow row) {
        entityManager.persist(row);
    }

    List<AuditEntry> list(int page, int size) {
        return entityManager
                .createQuery("SELECT a FROM AuditRow a ORDER BY a.at DESC, a.id DESC", AuditRow.class)
                .setFirstResult(Math.multiplyExact(page, size))
                .setMaxResults(size)
                .getResultStream()
                .map(AuditRow::toEntry)
                .toList();
    }

    long count() {
        return entityManager
                .createQuery("SELECT count(a) FROM AuditRow a", Long.class)
                .getSingleResult();
    }
}
