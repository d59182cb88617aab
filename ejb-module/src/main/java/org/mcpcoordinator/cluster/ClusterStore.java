package org.mcpcoordinator.cluster;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Hosts and nodes in the database; all times are the database's. */
@Dependent
class ClusterStore {
    private static final String SEE_HOST = """
            INSERT INTO host (name, joined_at, seen_at) VALUES (:host, clock_timestamp(), clock_timestamp())
            ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
            """;

    private static final String JOIN = """
            INSERT INTO node (name, host, incarnation, url, pid, started_at, seen_at)
            VALUES (:node, :host, :incarnation, :url, :pid, :startedAt, clock_timestamp())
            ON CONFLICT (name) DO UPDATE
               SET host = excluded.host, incarnation = excluded.incarnation, url = excluded.url, pid = excluded.pid,
                   started_at = excluded.started_at, seen_at = excluded.seen_at, left_at = NULL
            """;

    private static final String BEAT =
            "UPDATE node SET seen_at = clock_timestamp() WHERE name = :node AND incarnation = :incarnation";

    private static final String LEAVE =
            "UPDATE node SET left_at = clock_timestamp() WHERE name = :node AND incarnation = :incarnation";

    private static final String SEE_AGENT = """
            INSERT INTO host (name, joined_at, seen_at, agent_seen_at, agent_pid, agent_version, agent_boot_id)
            VALUES (:host, clock_timestamp(), clock_timestamp(), clock_timestamp(), :pid, :version, :bootId)
            ON CONFLICT (name) DO UPDATE
               SET seen_at = excluded.seen_at, agent_seen_at = excluded.agent_seen_at, agent_pid = excluded.agent_pid,
                   agent_version = excluded.agent_version, agent_boot_id = excluded.agent_boot_id
            """;

    private static final String NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    private final EntityManager entityManager;

    @Inject
    ClusterStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    void join(LocalNode node) {
        seeHost(node);
        ofThisLife(JOIN, node)
                .setParameter("host", node.host())
                .setParameter("url", node.url())
                .setParameter("pid", node.pid())
                .setParameter("startedAt", node.startedAt())
                .executeUpdate();
    }

    /** False if a later life of the same name has taken this node's place, or its row is gone. */
    boolean beat(LocalNode node) {
        boolean ours = ofThisLife(BEAT, node).executeUpdate() == 1;
        if (ours) {
            seeHost(node);
        }
        return ours;
    }

    void leave(LocalNode node) {
        ofThisLife(LEAVE, node).executeUpdate();
    }

    void seeAgent(String host, long pid, String version, String bootId) {
        entityManager
                .createNativeQuery(SEE_AGENT)
                .setParameter("host", host)
                .setParameter("pid", pid)
                .setParameter("version", version)
                .setParameter("bootId", bootId)
                .executeUpdate();
    }

    List<Host> hosts(Duration silence) {
        Instant silentSince = now().minus(silence);
        return entityManager
                .createQuery("SELECT h FROM HostRow h ORDER BY h.name", HostRow.class)
                .getResultStream()
                .map(row -> row.toHost(silentSince))
                .toList();
    }

    List<Node> nodes(Duration silence) {
        Instant silentSince = now().minus(silence);
        return entityManager
                .createQuery("SELECT n FROM NodeRow n ORDER BY n.name", NodeRow.class)
                .getResultStream()
                .map(row -> row.toNode(silentSince))
                .toList();
    }

    private Instant now() {
        return Instant.ofEpochMilli(
                ((Number) entityManager.createNativeQuery(NOW).getSingleResult()).longValue());
    }

    private void seeHost(LocalNode node) {
        entityManager
                .createNativeQuery(SEE_HOST)
                .setParameter("host", node.host())
                .executeUpdate();
    }

    private Query ofThisLife(String sql, LocalNode node) {
        return entityManager
                .createNativeQuery(sql)
                .setParameter("node", node.name())
                .setParameter("incarnation", node.incarnation());
    }
}
