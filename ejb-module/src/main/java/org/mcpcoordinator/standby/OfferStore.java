package org.mcpcoordinator.standby;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.routing.ErasOffered;

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

    /** It was asked again, and said the same. */
    void touch(String hash, Instant at) {
        entityManager
                .createNativeQuery(
                        "UPDATE offer SET learnt_at = cast(:at as timestamptz) WHERE definition_hash = :hash")
                .setParameter("at", at.truncatedTo(ChronoUnit.MILLIS).toString())
                .setParameter("hash", hash)
                .executeUpdate();
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

    /** When each was learnt, and in which eras. */
    List<ErasOffered> spoken() {
        return entityManager
                .createQuery("""
                        SELECT o.definitionHash, o.learntAt,
                          CASE WHEN o.discover IS NULL THEN 0 ELSE 1 END,
                          CASE WHEN o.initialize IS NULL THEN 0 ELSE 1 END
                        FROM OfferRow o""", Object[].class)
                .getResultStream()
                .map(row ->
                        new ErasOffered((String) row[0], Eras.of(row[2].equals(1), row[3].equals(1)), (Instant) row[1]))
                .toList();
    }

    int forget(Instant before) {
        return entityManager
                .createNativeQuery(FORGET)
                .setParameter("before", before.toString())
                .executeUpdate();
    }
}
