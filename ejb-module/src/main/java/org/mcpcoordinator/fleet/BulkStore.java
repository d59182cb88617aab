package org.mcpcoordinator.fleet;

import jakarta.persistence.EntityManager;
import java.util.List;

/** Statements about any number of rows or keys at once, given as one document of JSON. */
record BulkStore(EntityManager entityManager) {
    static final String KEYS = "jsonb_to_recordset(cast(:keys as jsonb)) AS k(server text, replica int)";

    /** A column list in one place: what a row holds, as JSON names it and PostgreSQL types it. */
    static final String ROWS = """
            jsonb_to_recordset(cast(:rows as jsonb)) AS r(server text, replica int, fleet text, category text,
              host text, port int, endpoint text, generation bigint, definition_hash text, revision bigint,
              desired text, state text, reason text, detail text, since timestamptz, pid bigint, attempt int,
              restarts int, draining boolean, epoch bigint, remote boolean, deadline_millis int, held boolean,
              side int, way text, idle_seconds int, retry_restarts int, retry_replaces int, retry_since timestamptz,
              retry_at timestamptz)""";

    /** Runs a statement that takes {@code :rows}; gives how many rows it has changed. */
    int write(String sql, List<InstanceRow> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        return entityManager
                .createNativeQuery(sql)
                .setParameter("rows", InstanceJson.rows(rows))
                .executeUpdate();
    }

    /** Runs a statement that takes {@code :keys}. */
    void byKeys(String sql, List<InstanceKey> keys) {
        if (!keys.isEmpty()) {
            entityManager
                    .createNativeQuery(sql)
                    .setParameter("keys", InstanceJson.keys(keys))
                    .executeUpdate();
        }
    }
}
