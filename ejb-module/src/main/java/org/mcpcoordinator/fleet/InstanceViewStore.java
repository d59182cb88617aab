package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The fleet for who looks at it, in one statement however large it is; {@link #page} counts too. Rows come detached, with
 * what is beside them.
 */
@Dependent
class InstanceViewStore {
    private static final int ALL = Integer.MAX_VALUE;

    /**
     * The instances with what is beside them, as both were at one moment: of two statements the second could see a
     * generation take over that the first has not seen.
     */
    private static final String READ = """
            SELECT i.*, cast(to_jsonb(b) AS text) AS other FROM instance i
              LEFT JOIN beside b ON b.server = i.server AND b.replica = i.replica %s ORDER BY i.server, i.replica""";

    /**
     * One word for all that {@link #READ} would give: every version of a row has a place and a writing transaction that no
     * other version has at the same time (PostgreSQL, "System Columns").
     */
    private static final String MARK = """
            SELECT count(*) || coalesce(md5(string_agg(concat_ws(' ', i.ctid, i.xmin, b.ctid, b.xmin), ',')), '')
              FROM instance i LEFT JOIN beside b ON b.server = i.server AND b.replica = i.replica %s""";

    private static final String ON_HOST = "WHERE (i.host = :host OR b.host = :host) AND i.held = false";

    private final EntityManager entityManager;
    private final LastLooks looks;

    @Inject
    InstanceViewStore(EntityManager entityManager, LastLooks looks) {
        this.entityManager = entityManager;
        this.looks = looks;
    }

    List<Instance> all() {
        return looks.at("", mark("", Map.of()), () -> snapshots(read("", Map.of(), 0, ALL)));
    }

    List<Instance> released() {
        String where = "WHERE i.held = false";
        return looks.at(" released", mark(where, Map.of()), () -> snapshots(read(where, Map.of(), 0, ALL)));
    }

    List<InstanceRow> released(Collection<InstanceKey> keys) {
        String those =
                "JOIN " + BulkStore.KEYS + " ON i.server = k.server AND i.replica = k.replica WHERE i.held = false";
        return keys.isEmpty() ? List.of() : read(those, Map.of("keys", InstanceJson.keys(keys)), 0, ALL);
    }

    List<InstanceRow> ofFleet(String fleet) {
        return read("WHERE i.fleet = :fleet", Map.of("fleet", fleet), 0, ALL);
    }

    /** What the reconciler of the host is to know: held ones are none of its business yet. */
    List<Instance> onHost(String host) {
        Map<String, Object> values = Map.of("host", host);
        return looks.at(
                host,
                mark(ON_HOST, values),
                () -> snapshots(read(ON_HOST, values, 0, ALL)).stream()
                        .flatMap(instance -> instance.at(host::equals).stream())
                        .toList());
    }

    /** Those of the host whose ports lie between, both included. */
    List<InstanceRow> between(String host, int first, int last) {
        return read(
                "WHERE i.host = :host AND i.port BETWEEN :first AND :last",
                Map.of("host", host, "first", first, "last", last),
                0,
                ALL);
    }

    Optional<InstanceRow> find(InstanceKey key) {
        return read(
                        "WHERE i.server = :server AND i.replica = :replica",
                        Map.of("server", key.server(), "replica", key.replica()),
                        0,
                        1)
                .stream()
                .findFirst();
    }

    Page page(ServerFilter filter) {
        Map<String, Object> values = new TreeMap<>();
        StringBuilder where = new StringBuilder("WHERE 1 = 1");
        if (filter.state() != null) {
            where.append(" AND i.state = :state");
            values.put("state", filter.state().name());
        }
        if (filter.category() != null) {
            where.append(" AND i.category = :category");
            values.put("category", filter.category());
        }
        if (filter.host() != null) {
            where.append(" AND i.host = :host");
            values.put("host", filter.host());
        }
        if (filter.text() != null) {
            where.append(" AND position(:text in i.server) > 0");
            values.put("text", filter.text().toLowerCase(Locale.ROOT));
        }
        Query count = entityManager.createNativeQuery("SELECT count(*) FROM instance i " + where, Long.class);
        values.forEach(count::setParameter);
        List<InstanceRow> items =
                read(where.toString(), values, Math.multiplyExact(filter.page(), filter.size()), filter.size());
        return new Page(snapshots(items), (Long) count.getSingleResult(), filter.page(), filter.size());
    }

    Counts counts() {
        return new Counts(entityManager
                .createQuery(
                        "SELECT i.category, i.host, i.desired, i.state, count(i) FROM InstanceRow i"
                                + " GROUP BY i.category, i.host, i.desired, i.state",
                        Object[].class)
                .getResultList()
                .stream()
                .map(row -> new Counts.Group(
                        (String) row[0],
                        (String) row[1],
                        (Desired) row[2],
                        (InstanceState) row[3],
                        Math.toIntExact((Long) row[4])))
                .toList());
    }

    static List<Instance> snapshots(Collection<InstanceRow> rows) {
        return rows.stream().map(InstanceRow::snapshot).toList();
    }

    private String mark(String where, Map<String, Object> values) {
        Query query = entityManager.createNativeQuery(MARK.formatted(where), String.class);
        values.forEach(query::setParameter);
        return (String) query.getSingleResult();
    }

    private List<InstanceRow> read(String where, Map<String, Object> values, int from, int most) {
        Query query = entityManager.createNativeQuery(READ.formatted(where), InstanceRow.WITH_OTHER);
        values.forEach(query::setParameter);
        if (most < ALL) {
            // Only then: Hibernate makes room beforehand for as many as it is told, 4 MB for "all".
            query.setFirstResult(from).setMaxResults(most);
        }
        List<InstanceRow> rows = new ArrayList<>();
        for (Object each : query.getResultList()) {
            Object[] found = (Object[]) each;
            InstanceRow row = (InstanceRow) found[0];
            entityManager.detach(row);
            row.beside = found[1] == null ? null : InstanceJson.row((String) found[1]);
            rows.add(row);
        }
        return rows;
    }
}
