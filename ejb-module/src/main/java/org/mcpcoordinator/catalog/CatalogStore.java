package org.mcpcoordinator.catalog;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Revisions and their definitions in the database. */
@Dependent
class CatalogStore {
    /** Any number, the same on all nodes: accepting is done by one at a time. */
    private static final long ACCEPTING = 0x6361_7461_6c6f_67L;

    private static final String ADD_DEFINITIONS = """
            INSERT INTO server_definition (revision_id, position, name, category, ports, hash, document, retry)
            SELECT :revision, d.position - 1, d.name, d.category, CAST(d.ports AS integer), d.hash, d.document,
                   CAST(d.retry AS boolean)
              FROM unnest(CAST(:names AS text[]), CAST(:categories AS text[]), CAST(:ports AS text[]),
                          CAST(:hashes AS text[]), CAST(:documents AS text[]), CAST(:retries AS text[]))
                   WITH ORDINALITY AS d(name, category, ports, hash, document, retry, position)
            """;

    private static final String DEFINITIONS_AT = """
            SELECT d.revision_id, d.name, d.document
              FROM unnest(CAST(:revisions AS text[]), CAST(:names AS text[])) AS wanted(revision, name)
              JOIN server_definition d ON d.revision_id = CAST(wanted.revision AS bigint) AND d.name = wanted.name
            """;

    private static final String CLAIMS_OF_OTHERS = """
            SELECT r.fleet, d.name, d.category, d.ports
              FROM (SELECT DISTINCT ON (fleet) id, fleet FROM revision WHERE fleet <> :fleet
                     ORDER BY fleet, number DESC) r
              JOIN server_definition d ON d.revision_id = r.id
            """;

    private static final String RETRIED = """
            SELECT d.revision_id, d.name
              FROM server_definition d
             WHERE d.retry AND d.revision_id = ANY (CAST(:revisions AS bigint[]))
            """;

    private final EntityManager entityManager;

    @Inject
    CatalogStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Until the transaction ends nobody else accepts a revision. */
    void lockAccepting() {
        entityManager
                .createNativeQuery("SELECT CAST(pg_advisory_xact_lock(:key) AS text)")
                .setParameter("key", ACCEPTING)
                .getSingleResult();
    }

    RevisionRow add(FleetFile file, int number, String author, String reason, Instant at) {
        RevisionRow row = new RevisionRow(file, number, author, reason, at);
        entityManager.persist(row);
        entityManager.flush();
        List<ServerDefinition> servers = file.servers();
        entityManager
                .createNativeQuery(ADD_DEFINITIONS)
                .setParameter("revision", row.id())
                .setParameter("names", column(servers, ServerDefinition::name))
                .setParameter(
                        "categories",
                        column(servers, server -> server.category().id()))
                .setParameter(
                        "ports",
                        column(
                                servers,
                                server -> Integer.toString(
                                        Claim.of(file.fleet(), server).ports())))
                .setParameter("hashes", column(servers, ServerDefinition::hash))
                .setParameter("documents", column(servers, server -> Canonical.text(DefinitionJson.write(server))))
                .setParameter("retries", column(servers, server -> Boolean.toString(server.retry())))
                .executeUpdate();
        return row;
    }

    /** Where those revisions have a definition whose tools may be called once more. */
    Set<Catalog.Place> retried(Set<Long> revisions) {
        List<?> rows = entityManager
                .createNativeQuery(RETRIED)
                .setParameter("revisions", revisions.toArray(Long[]::new))
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Catalog.Place(((Number) row[0]).longValue(), (String) row[1]))
                .collect(Collectors.toUnmodifiableSet());
    }

    Optional<RevisionRow> newest(String fleet) {
        return first(rows("WHERE r.fleet = :fleet ORDER BY r.number DESC").setParameter("fleet", fleet));
    }

    Optional<RevisionRow> newestOfAll() {
        return first(rows("ORDER BY r.id DESC"));
    }

    Optional<RevisionRow> find(long revision) {
        return first(rows("WHERE r.id = :id").setParameter("id", revision));
    }

    List<RevisionRow> list(String fleet, int most) {
        return rows("WHERE r.fleet = :fleet ORDER BY r.number DESC")
                .setParameter("fleet", fleet)
                .setMaxResults(most)
                .getResultList();
    }

    List<String> fleets() {
        return entityManager
                .createQuery("SELECT DISTINCT r.fleet FROM RevisionRow r ORDER BY r.fleet", String.class)
                .getResultList();
    }

    List<ServerDefinition> definitions(long revision) {
        return entityManager
                .createQuery(
                        "SELECT d.document FROM DefinitionRow d WHERE d.revisionId = :revision ORDER BY d.position",
                        String.class)
                .setParameter("revision", revision)
                .getResultStream()
                .map(DefinitionJson::read)
                .toList();
    }

    /** Equal documents are read once, whichever revisions hold them. */
    List<ServerDefinition> everDefined(String fleet) {
        return entityManager
                .createQuery(
                        "SELECT DISTINCT d.document FROM DefinitionRow d, RevisionRow r"
                                + " WHERE d.revisionId = r.id AND r.fleet = :fleet",
                        String.class)
                .setParameter("fleet", fleet)
                .getResultStream()
                .map(DefinitionJson::read)
                .toList();
    }

    Optional<ServerDefinition> definition(long revision, String server) {
        return entityManager
                .createQuery(
                        "SELECT d.document FROM DefinitionRow d WHERE d.revisionId = :revision AND d.name = :name",
                        String.class)
                .setParameter("revision", revision)
                .setParameter("name", server)
                .getResultStream()
                .map(DefinitionJson::read)
                .findFirst();
    }

    /** As many as are asked for, by one statement. */
    Map<Catalog.Place, ServerDefinition> definitions(List<Catalog.Place> places) {
        List<?> rows = entityManager
                .createNativeQuery(DEFINITIONS_AT)
                .setParameter(
                        "revisions",
                        places.stream()
                                .map(place -> Long.toString(place.revision()))
                                .toArray(String[]::new))
                .setParameter(
                        "names", places.stream().map(Catalog.Place::server).toArray(String[]::new))
                .getResultList();
        Map<Catalog.Place, ServerDefinition> found = new HashMap<>();
        for (Object row : rows) {
            Object[] columns = (Object[]) row;
            found.put(
                    new Catalog.Place(((Number) columns[0]).longValue(), (String) columns[1]),
                    DefinitionJson.read((String) columns[2]));
        }
        return found;
    }

    /** What the newest revisions of all other fleets claim. */
    List<Claim> claimsOfOthers(String fleet) {
        List<?> rows = entityManager
                .createNativeQuery(CLAIMS_OF_OTHERS)
                .setParameter("fleet", fleet)
                .getResultList();
        return rows.stream().map(Object[].class::cast).map(CatalogStore::claim).toList();
    }

    private static Claim claim(Object[] row) {
        Category category = Category.of((String) row[2]).orElseThrow();
        return new Claim((String) row[0], (String) row[1], category, ((Number) row[3]).intValue());
    }

    private TypedQuery<RevisionRow> rows(String rest) {
        return entityManager.createQuery("SELECT r FROM RevisionRow r " + rest, RevisionRow.class);
    }

    private static Optional<RevisionRow> first(TypedQuery<RevisionRow> query) {
        return query.setMaxResults(1).getResultStream().findFirst();
    }

    private static String[] column(List<ServerDefinition> servers, Function<ServerDefinition, String> value) {
        return servers.stream().map(value).toArray(String[]::new);
    }
}
