package org.mcpcoordinator.usage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls and their sums in the database: written many in a statement. */
@Dependent
class UsageStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** In order, so that two nodes that write the same rows never wait for each other in a circle. */
    private static final String ADD = """
            INSERT INTO call_usage AS u (hour, caller, server, tool, calls, errors, bytes_in, bytes_out, micros)
            SELECT date_trunc('hour', cast(:at as timestamptz), 'UTC'), r.caller, r.server, r.tool,
                   sum(r.calls), sum(r.errors), sum(r."in"), sum(r."out"), sum(r.micros)
              FROM json_to_recordset(cast(:rows as json)) AS r(caller text, server text, tool text,
                   calls bigint, errors bigint, "in" bigint, "out" bigint, micros bigint)
             GROUP BY r.caller, r.server, r.tool
             ORDER BY r.caller, r.server, r.tool
            ON CONFLICT (hour, caller, server, tool) DO UPDATE SET calls = u.calls + excluded.calls,
                   errors = u.errors + excluded.errors, bytes_in = u.bytes_in + excluded.bytes_in,
                   bytes_out = u.bytes_out + excluded.bytes_out, micros = u.micros + excluded.micros""";

    private static final int LONGEST_CALLER = 200;
    private static final int LONGEST_TOOL = 128;
    private static final int LONGEST_WORD = 64;

    private final EntityManager entityManager;

    @Inject
    UsageStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    void add(List<Usage> sums, Instant at) {
        ArrayNode rows = JSON.createArrayNode();
        sums.forEach(sum -> rows.addObject()
                .put("caller", Plain.of(sum.caller(), LONGEST_CALLER))
                .put("server", Plain.of(sum.server(), LONGEST_WORD))
                .put("tool", Plain.of(sum.tool(), LONGEST_TOOL))
                .put("calls", sum.figures().calls())
                .put("errors", sum.figures().errors())
                .put("in", sum.figures().bytesIn())
                .put("out", sum.figures().bytesOut())
                .put("micros", sum.figures().micros()));
        entityManager
                .createNativeQuery(ADD)
                .setParameter("at", at.toString())
                .setParameter("rows", rows.toString())
                .executeUpdate();
    }

    /** The largest first. */
    List<Usage> sums(CallFilter filter, int most) {
        Query query = entityManager.createNativeQuery(
                "SELECT caller, server, tool, cast(sum(calls) as bigint), cast(sum(errors) as bigint),"
                        + " cast(sum(bytes_in) as bigint), cast(sum(bytes_out) as bigint), cast(sum(micros) as bigint)"
                        + " FROM call_usage WHERE true" + matches(filter, "hour")
                        + " GROUP BY caller, server, tool ORDER BY 4 DESC, 1, 2, 3",
                Object[].class);
        @SuppressWarnings("unchecked") // the statement says what a row is
        List<Object[]> rows = filtered(query, filter).setMaxResults(most).getResultList();
        return rows.stream()
                .map(row -> new Usage(
                        (String) row[0],
                        (String) row[1],
                        (String) row[2],
                        new Usage.Figures(
                                number(row[3]), number(row[4]), number(row[5]), number(row[6]), number(row[7]))))
                .toList();
    }

    /** The newest first, of those before {@code before}. */
    List<CallEntry> entries(CallFilter filter, long before, int most) {
        Query query = entityManager
                .createNativeQuery(
                        "SELECT id, at, caller, means, server, method, tool, request_id, outcome, micros"
                                + " FROM call_entry WHERE id < :before" + matches(filter, "at")
                                + " ORDER BY id DESC",
                        Object[].class)
                .setParameter("before", before);
        @SuppressWarnings("unchecked") // the statement says what a row is
        List<Object[]> rows = filtered(query, filter).setMaxResults(most).getResultList();
        return rows.stream().map(UsageStore::entry).toList();
    }

    /** Throws the oldest away, some at a time; how many. */
    int purge(Instant calls, long mostCalls, Instant sums, int atATime) {
        int gone = entityManager
                .createNativeQuery("DELETE FROM call_entry WHERE id IN (SELECT o.id"
                        + " FROM (SELECT id, at FROM call_entry ORDER BY id LIMIT :some) o"
                        + " WHERE o.at < :calls OR o.id <= (SELECT max(id) FROM call_entry) - :most)")
                .setParameter("calls", calls)
                .setParameter("most", mostCalls)
                .setParameter("some", atATime)
                .executeUpdate();
        return gone
                + entityManager
                        .createNativeQuery("DELETE FROM call_usage WHERE (hour, caller, server, tool) IN"
                                + " (SELECT hour, caller, server, tool FROM call_usage WHERE hour < :sums LIMIT :some)")
                        .setParameter("sums", sums)
                        .setParameter("some", atATime)
                        .executeUpdate();
    }

    private static String matches(CallFilter filter, String moment) {
        return (filter.caller() == null ? "" : " AND caller = :caller")
                + (filter.server() == null ? "" : " AND server = :server")
                + (filter.tool() == null ? "" : " AND tool = :tool")
                + (filter.from() == null ? "" : " AND " + moment + " >= :from")
                + (filter.to() == null ? "" : " AND " + moment + " < :to");
    }

    private static Query filtered(Query query, CallFilter filter) {
        put(query, "caller", filter.caller());
        put(query, "server", filter.server());
        put(query, "tool", filter.tool());
        put(query, "from", filter.from());
        put(query, "to", filter.to());
        return query;
    }

    private static void put(Query query, String name, @Nullable Object value) {
        if (value != null) {
            query.setParameter(name, value);
        }
    }

    private static CallEntry entry(Object[] row) {
        return new CallEntry(
                number(row[0]),
                (Instant) row[1],
                new Called(
                        (String) row[2],
                        (String) row[3],
                        (String) row[4],
                        (String) row[5],
                        (String) row[6],
                        (String) row[7],
                        (String) row[8],
                        0,
                        0,
                        number(row[9]) * 1_000));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
