package org.mcpcoordinator.standby;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of offers. */
@Dependent
class OfferStore {
    private static final String FORGET = """
            DELETE FROM offer o WHERE o.learnt_at < cast(:before as timestamptz)
               AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.definition_hash = o.definition_hash)
               AND NOT EXISTS (SELECT 1 FROM beside b WHERE b.definition_hash = o.definition_hash)""";

    private static final String BEHIND =
            "SELECT * FROM offer WHERE indexed <> :version ORDER BY definition_hash LIMIT :most FOR UPDATE SKIP LOCKED";

    private final EntityManager entityManager;

    @Inject
    OfferStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    Optional<OfferRow> find(String hash) {
        return Optional.ofNullable(entityManager.find(OfferRow.class, hash));
    }

    List<OfferRow> all(Collection<String> hashes) {
        List<OfferRow> rows = entityManager
                .createQuery("SELECT o FROM OfferRow o WHERE o.definitionHash IN :hashes", OfferRow.class)
                .setParameter("hashes", hashes)
                .getResultList();
        rows.forEach(entityManager::detach);
        return rows;
    }

    /** When it was learnt; asks for nothing else of the row. */
    Optional<Instant> learntAt(String hash) {
        return entityManager
                .createQuery("SELECT o.learntAt FROM OfferRow o WHERE o.definitionHash = :hash", Instant.class)
                .setParameter("hash", hash)
                .getResultStream()
                .findFirst();
    }

    void put(OfferRow row) {
        entityManager.merge(row);
        entityManager.flush();
    }

    /** Some of those whose tools were not taken apart by this version of the rules. */
    @SuppressWarnings("unchecked") // the statement says what a row is
    List<OfferRow> behind(int version, int most) {
        return entityManager
                .createNativeQuery(BEHIND, OfferRow.class)
                .setParameter("version", version)
                .setParameter("most", most)
                .getResultList();
    }

    /** When each was learnt. */
    Map<String, Instant> learnt() {
        Map<String, Instant> learnt = new HashMap<>();
        entityManager
                .createQuery("SELECT o.definitionHash, o.learntAt FROM OfferRow o", Object[].class)
                .getResultList()
                .forEach(row -> learnt.put((String) row[0], (Instant) row[1]));
        return learnt;
    }

    int forget(Instant before) {
        return entityManager
                .createNativeQuery(FORGET)
                .setParameter("before", before.toString())
                .executeUpdate();
    }
}
