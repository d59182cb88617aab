package org.mcpcoordinator.access;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** API tokens in the database. */
@Dependent
class TokenStore {
    private final EntityManager entityManager;

    @Inject
    TokenStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    void add(TokenRow row) {
        entityManager.persist(row);
        entityManager.flush();
    }

    Optional<TokenRow> forChange(long id) {
        return Optional.ofNullable(entityManager.find(TokenRow.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** The one of this name and maker that is not revoked. */
    Optional<TokenRow> forChange(String name, String createdBy) {
        return entityManager
                .createQuery(
                        "SELECT t FROM TokenRow t WHERE t.revokedAt IS NULL AND t.name = :name"
                                + " AND t.createdBy = :createdBy",
                        TokenRow.class)
                .setParameter("name", name)
                .setParameter("createdBy", createdBy)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }

    /** All that are not revoked, the newest first. */
    List<TokenRow> list() {
        return entityManager
                .createQuery("SELECT t FROM TokenRow t WHERE t.revokedAt IS NULL ORDER BY t.id DESC", TokenRow.class)
                .getResultList();
    }

    boolean isNamed(String name) {
        return !entityManager
                .createQuery("SELECT t.id FROM TokenRow t WHERE t.revokedAt IS NULL AND t.name = :name", Long.class)
                .setParameter("name", name)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}
