package org.mcpcoordinator.access;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Accounts in the database. */
@Dependent
class AccountStore {
    /** One statement, so that of two nodes starting together one makes the account. */
    private static final String ADD_FIRST = """
            INSERT INTO account (name, password_hash, role, enabled, created_at, changed_at)
            SELECT :name, :hash, 'admin', true, CAST(:at AS timestamptz), CAST(:at AS timestamptz)
             WHERE NOT EXISTS (SELECT FROM account)
            ON CONFLICT (name) DO NOTHING
            """;

    private final EntityManager entityManager;

    @Inject
    AccountStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** The row, locked until the transaction ends. */
    Optional<AccountRow> forChange(String name) {
        return Optional.ofNullable(entityManager.find(AccountRow.class, name, LockModeType.PESSIMISTIC_WRITE));
    }

    Optional<AccountRow> find(String name) {
        return Optional.ofNullable(entityManager.find(AccountRow.class, name));
    }

    List<AccountRow> list() {
        return entityManager
                .createQuery("SELECT a FROM AccountRow a ORDER BY a.name", AccountRow.class)
                .getResultList();
    }

    /** All administrators who can log in, locked in one order, so that two removals cannot both see the other stay. */
    List<AccountRow> adminsForChange() {
        return entityManager
                .createQuery(
                        "SELECT a FROM AccountRow a WHERE a.enabled AND a.role = :admin ORDER BY a.name",
                        AccountRow.class)
                .setParameter("admin", Role.ADMIN)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    void add(AccountRow row) {
        entityManager.persist(row);
        entityManager.flush();
    }

    boolean addFirst(String name, String hash, Instant at) {
        return entityManager
                        .createNativeQuery(ADD_FIRST)
                        .setParameter("name", name)
                        .setParameter("hash", hash)
                        .setParameter("at", at)
                        .executeUpdate()
                == 1;
    }

    boolean isEmpty() {
        return entityManager
                .createQuery("SELECT a.name FROM AccountRow a", String.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}
