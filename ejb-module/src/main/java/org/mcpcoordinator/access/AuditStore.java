package org.mcpcoordinator.access;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collections;
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

    /** The newest of a target, the oldest of them first. */
    List<AuditEntry> about(String target, int most) {
        List<AuditEntry> newest = new ArrayList<>(entityManager
                .createQuery("SELECT a FROM AuditRow a WHERE a.target = :target ORDER BY a.id DESC", AuditRow.class)
                .setParameter("target", target)
                .setMaxResults(most)
                .getResultStream()
                .map(AuditRow::toEntry)
                .toList());
        Collections.reverse(newest);
        return newest;
    }

    long count() {
        return entityManager
                .createQuery("SELECT count(a) FROM AuditRow a", Long.class)
                .getSingleResult();
    }
}
