package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The ports that are reserved on each host, and for whom. Each method is one statement, or two, however many instances. */
@Dependent
class PortLeaseStore {
    private static final String DROP =
            "DELETE FROM port_lease p USING %s WHERE p.server = k.server AND p.replica = k.replica"
                    .formatted(BulkStore.KEYS);

    private static final String LEASE = """
            INSERT INTO port_lease (host, port, server, replica)
            SELECT host, port, server, replica FROM %s WHERE port > 0""".formatted(BulkStore.ROWS);

    private final EntityManager entityManager;
    private final BulkStore bulk;

    @Inject
    PortLeaseStore(EntityManager entityManager) {
        this.entityManager = entityManager;
        this.bulk = new BulkStore(entityManager);
    }

    /** Keeps others from handing out ports of the host until this transaction ends. */
    void lock(String host) {
        entityManager
                .createNativeQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(:name))) AS held")
                .setParameter("name", "ports of " + host)
                .getResultList();
    }

    /** Ports of the host that are reserved, and for whom. */
    Map<Integer, InstanceKey> ofHost(String host) {
        return entityManager
                .createQuery(
                        "SELECT p.port, p.server, p.replica FROM PortLeaseRow p WHERE p.host = :host", Object[].class)
                .setParameter("host", host)
                .getResultStream()
                .collect(Collectors.toMap(
                        row -> (Integer) row[0], row -> new InstanceKey((String) row[1], (Integer) row[2])));
    }

    /** Reserves exactly the ports the rows and what is beside them have, in the place of what they had. */
    void lease(List<InstanceRow> rows) {
        bulk.byKeys(DROP, rows.stream().map(InstanceRow::key).toList());
        List<InstanceRow> seats = new ArrayList<>(rows);
        for (InstanceRow row : rows) {
            if (row.beside != null && (row.beside.port != row.port || !row.beside.host.equals(row.host))) {
                seats.add(row.beside);
            }
        }
        bulk.write(LEASE, seats);
    }
}
