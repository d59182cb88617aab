package org.mcpcoordinator.access;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Kept answers in the database; each method is one statement. */
@Dependent
class AnswerStore {
    private static final String CLAIM = """
            INSERT INTO kept_answer AS k (caller, key, digest, claim, created_at)
            VALUES (:caller, :key, :digest, :claim, :now)
            ON CONFLICT (caller, key) DO UPDATE
               SET digest = excluded.digest, claim = excluded.claim, status = 0, media = '', sealed = NULL,
                   created_at = excluded.created_at
             WHERE k.created_at < :oldest OR (k.status = 0 AND k.created_at < :abandoned)""";

    private static final String KEEP = """
            UPDATE kept_answer SET status = :status, media = :media, sealed = :sealed
             WHERE caller = :caller AND key = :key AND claim = :claim""";

    private final EntityManager entityManager;

    @Inject
    AnswerStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** A request that wants to be the first. */
    record Claim(String caller, String key, String digest, String claim) {}

    /**
     * What is kept for a key.
     *
     * @param status 0 while it is at work
     * @param sealed in hex
     */
    record Kept(String digest, int status, String media, String sealed) {}

    /** True if it is the first, because there is none, an outlived one, or one that was given up in the middle. */
    boolean claim(Claim claim, Instant now, Instant oldest, Instant abandoned) {
        return entityManager
                        .createNativeQuery(CLAIM)
                        .setParameter("caller", claim.caller())
                        .setParameter("key", claim.key())
                        .setParameter("digest", claim.digest())
                        .setParameter("claim", claim.claim())
                        .setParameter("now", now)
                        .setParameter("oldest", oldest)
                        .setParameter("abandoned", abandoned)
                        .executeUpdate()
                == 1;
    }

    Optional<Kept> find(String caller, String key) {
        List<?> rows = entityManager
                .createNativeQuery("SELECT digest, status, media, encode(coalesce(sealed, ''), 'hex') FROM kept_answer"
                        + " WHERE caller = :caller AND key = :key")
                .setParameter("caller", caller)
                .setParameter("key", key)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Kept((String) row[0], ((Number) row[1]).intValue(), (String) row[2], (String) row[3]))
                .findFirst();
    }

    void keep(String caller, String key, String claim, int status, String media, byte[] sealed) {
        entityManager
                .createNativeQuery(KEEP)
                .setParameter("status", status)
                .setParameter("media", media)
                .setParameter("sealed", sealed)
                .setParameter("caller", caller)
                .setParameter("key", key)
                .setParameter("claim", claim)
                .executeUpdate();
    }

    void forget(String caller, String key, String claim) {
        entityManager
                .createNativeQuery("DELETE FROM kept_answer WHERE caller = :caller AND key = :key AND claim = :claim")
                .setParameter("caller", caller)
                .setParameter("key", key)
                .setParameter("claim", claim)
                .executeUpdate();
    }

    void purge(Instant oldest) {
        entityManager
                .createNativeQuery("DELETE FROM kept_answer WHERE created_at < :oldest")
                .setParameter("oldest", oldest)
                .executeUpdate();
    }
}
