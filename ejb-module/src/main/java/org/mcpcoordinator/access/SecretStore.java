package org.mcpcoordinator.access;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Sealed secrets in the database. */
@Dependent
class SecretStore {
    private static final String ADD_MISSING = """
            INSERT INTO secret (name, sealed, changed_at)
            SELECT s.name, decode(s.sealed, 'hex'), CAST(:at AS timestamptz)
              FROM unnest(CAST(:names AS text[]), CAST(:sealed AS text[])) AS s(name, sealed)
            ON CONFLICT (name) DO NOTHING
            """;

    private final EntityManager entityManager;

    @Inject
    SecretStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    void put(String name, byte[] sealed, Instant at) {
        SecretRow row = entityManager.find(SecretRow.class, name, LockModeType.PESSIMISTIC_WRITE);
        if (row == null) {
            entityManager.persist(new SecretRow(name, sealed, at));
        } else {
            row.replace(sealed, at);
        }
    }

    void addMissing(Map<String, byte[]> sealed, Instant at) {
        entityManager
                .createNativeQuery(ADD_MISSING)
                .setParameter("names", sealed.keySet().toArray(String[]::new))
                .setParameter(
                        "sealed",
                        sealed.values().stream().map(HexFormat.of()::formatHex).toArray(String[]::new))
                .setParameter("at", at)
                .executeUpdate();
    }

    List<String> names() {
        return entityManager
                .createQuery("SELECT s.name FROM SecretRow s ORDER BY s.name", String.class)
                .getResultList();
    }

    List<SecretRow> find(Collection<String> names) {
        return entityManager
                .createQuery("SELECT s FROM SecretRow s WHERE s.name IN :names", SecretRow.class)
                .setParameter("names", names)
                .getResultList();
    }

    boolean delete(String name) {
        return entityManager
                        .createQuery("DELETE FROM SecretRow s WHERE s.name = :name")
                        .setParameter("name", name)
                        .executeUpdate()
                == 1;
    }
}
