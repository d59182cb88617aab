package org.mcpcoordinator.fleet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The ports that were promised on each host, and to whom. Each method is one statement, however many ports. */
@Dependent
class PortPromiseStore {
    /** In the order of the ports, so that two who ask at once do not wait for each other. */
    private static final String PROMISE = """
            INSERT INTO port_promise (host, port, fleet, server, replica)
            SELECT :host, k.port, :fleet, k.server, k.replica
              FROM jsonb_to_recordset(cast(:ports as jsonb)) AS k(server text, replica int, port int)
             ORDER BY k.port
            ON CONFLICT (host, port) DO UPDATE SET server = excluded.server, replica = excluded.replica
             WHERE port_promise.fleet = excluded.fleet
            RETURNING port""";

    private final EntityManager entityManager;

    @Inject
    PortPromiseStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /**
     * One promise.
     *
     * @param fleet whose rollout has it
     */
    record Promise(String fleet, String server) {}

    /** Promises; gives the ports that it could, which are all but those that were promised to other fleets before. */
    Set<Integer> promise(String host, String fleet, Map<InstanceKey, Integer> ports) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        ports.forEach((key, port) -> array.addObject()
                .put("server", key.server())
                .put("replica", key.replica())
                .put("port", port));
        List<?> given = entityManager
                .createNativeQuery(PROMISE)
                .setParameter("host", host)
                .setParameter("fleet", fleet)
                .setParameter("ports", array.toString())
                .getResultList();
        Set<Integer> promised = new HashSet<>();
        given.forEach(port -> promised.add(((Number) port).intValue()));
        return promised;
    }

    void forget(String fleet) {
        entityManager
                .createNativeQuery("DELETE FROM port_promise WHERE fleet = :fleet")
                .setParameter("fleet", fleet)
                .executeUpdate();
    }

    /** What was promised on the host to other fleets than this one, by port. */
    Map<Integer, Promise> ofOthers(String host, String fleet) {
        List<?> rows = entityManager
                .createNativeQuery(
                        "SELECT port, fleet, server FROM port_promise WHERE host = :host AND fleet <> :fleet")
                .setParameter("host", host)
                .setParameter("fleet", fleet)
                .getResultList();
        Map<Integer, Promise> promises = new TreeMap<>();
        for (Object row : rows) {
            Object[] columns = (Object[]) row;
            promises.put(((Number) columns[0]).intValue(), new Promise((String) columns[1], (String) columns[2]));
        }
        return promises;
    }
}
