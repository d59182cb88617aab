package org.mcpcoordinator.cluster;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hosts and nodes in the database; all times are the database's. */
@Dependent
class ClusterStore {
    /** All nodes of a host write its row: one that is frozen before its commit must not keep the others from their beats. */
    private static final String SEE_HOST = """
            INSERT INTO host (name, joined_at, seen_at)
            SELECT :host, clock_timestamp(), clock_timestamp()
              FROM (SELECT set_config('idle_in_transaction_session_timeout', '10000', true)) limited
            ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
            """;

    private static final String JOIN = """
            INSERT INTO node (name, host, incarnation, url, pid, version, started_at, seen_at)
            VALUES (:node, :host, :incarnation, :url, :pid, :version, :startedAt, clock_timestamp())
            ON CONFLICT (name) DO UPDATE
               SET host = excluded.host, incarnation = excluded.incarnation, url = excluded.url, pid = excluded.pid,
                   version = excluded.version, lag_millis = NULL, routes = '',
                   started_at = excluded.started_at, seen_at = excluded.seen_at, left_at = NULL
            RETURNING draining
            """;

    /** Says that it lives, what it sees, and a word that it hears again; finds how many others live, all in one statement. */
    private static final String BEAT = """
            WITH beaten AS (
                UPDATE node SET seen_at = clock_timestamp(), lag_millis = :lag, revision = :revision, healthy = :healthy,
                       routed = :routed, routes = :routes
                 WHERE name = :node AND incarnation = :incarnation
                RETURNING draining)
            SELECT cast(pg_notify(:database, :words) AS text), cast((
                SELECT count(*) FROM node n
                 WHERE n.name <> :node AND n.left_at IS NULL
                   AND n.seen_at > clock_timestamp() - :silence * INTERVAL '1 millisecond') AS integer), draining
              FROM beaten""";
    /** What time it is, and the leases that are held at it. */
    private static final String HELD = """
            SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint), l.node, l.name
              FROM (SELECT) now LEFT JOIN lease l ON l.expires_at > clock_timestamp() AND l.node <> ''
             ORDER BY l.name LIMIT 1000""";

    private static final String LEAVE =
            "UPDATE node SET left_at = clock_timestamp() WHERE name = :node AND incarnation = :incarnation";

    /** As when each is given up: the rows stay, and with them the epochs. */
    private static final String GIVE_UP_ALL = "UPDATE lease SET owner = '', node = '', expires_at = clock_timestamp()"
            + " WHERE owner = :owner OR starts_with(owner, :owner || '/')";

    /** Of locks none: who holds one is about to end what it protects. */
    private static final String GIVE_UP_LEASES =
            "UPDATE lease SET owner = '', node = '', expires_at = clock_timestamp()"
                    + " WHERE node = :node AND NOT starts_with(name, '" + Locks.PREFIX + "')";

    private static final String SEE_AGENT = """
            INSERT INTO host (name, joined_at, seen_at, agent_seen_at, agent_pid, agent_version, agent_boot_id, address,
                              memory_bytes, processors)
            SELECT :host, clock_timestamp(), clock_timestamp(), clock_timestamp(), :pid, :version, :bootId,
                   nullif(:address, ''), :memory, :processors
              FROM (SELECT set_config('idle_in_transaction_session_timeout', '10000', true)) limited
            ON CONFLICT (name) DO UPDATE
               SET seen_at = excluded.seen_at, agent_seen_at = excluded.agent_seen_at, agent_pid = excluded.agent_pid,
                   agent_version = excluded.agent_version, agent_boot_id = excluded.agent_boot_id,
                   address = excluded.address, memory_bytes = excluded.memory_bytes, processors = excluded.processors
            """;

    /** What time it is, and the hosts whose leases are held at it. */
    private static final String KEPT = """
            SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint), l.name
              FROM (SELECT) now
              LEFT JOIN lease l ON l.expires_at > clock_timestamp() AND starts_with(l.name, :prefix)""";

    private final EntityManager entityManager;

    @Inject
    ClusterStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** What the heartbeat finds: how many other nodes live, and whether this one is drained. */
    record Pulse(int others, boolean draining) {}

    /** True if the node was drained before this life. */
    boolean join(LocalNode node) {
        seeHost(node);
        return (Boolean) ofThisLife(JOIN, node)
                .setParameter("host", node.host())
                .setParameter("url", node.url())
                .setParameter("pid", node.pid())
                .setParameter("version", node.version())
                .setParameter("startedAt", node.startedAt())
                .getSingleResult();
    }

    /** Empty if a later life of the same name has taken this node's place, or its row is gone. */
    Optional<Pulse> beat(LocalNode node, NodeView view, Duration silence) {
        List<?> others = ofThisLife(BEAT, node)
                .setParameter("lag", node.lag())
                .setParameter("revision", view.revision())
                .setParameter("healthy", view.healthy())
                .setParameter("routed", view.routed())
                .setParameter("routes", view.routes())
                .setParameter("database", AnnouncementStore.DATABASE_CHANNEL)
                .setParameter("words", LocalNode.BEAT + " " + node.nextWord())
                .setParameter("silence", silence.toMillis())
                .getResultList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        seeHost(node);
        Object[] found = (Object[]) others.get(0);
        return Optional.of(new Pulse(((Number) found[1]).intValue(), (Boolean) found[2]));
    }

    /** Has no node change its state until the transaction ends: of two that are drained at once, one may be the last. */
    void lockNodes() {
        entityManager
                .createNativeQuery("SELECT name FROM node ORDER BY name FOR UPDATE")
                .getResultList();
    }

    void setDraining(String node, boolean draining) {
        entityManager
                .createNativeQuery("UPDATE node SET draining = :draining WHERE name = :node")
                .setParameter("draining", draining)
                .setParameter("node", node)
                .executeUpdate();
        if (draining) {
            entityManager
                    .createNativeQuery(GIVE_UP_LEASES)
                    .setParameter("node", node)
                    .executeUpdate();
        }
    }

    void forget(String node) {
        entityManager
                .createNativeQuery("DELETE FROM node WHERE name = :node")
                .setParameter("node", node)
                .executeUpdate();
    }

    void leave(LocalNode node) {
        ofThisLife(LEAVE, node).executeUpdate();
        entityManager
                .createNativeQuery(GIVE_UP_ALL)
                .setParameter("owner", node.owner())
                .executeUpdate();
    }

    void seeAgent(String host, AgentReport said) {
        String address = said.address();
        entityManager
                .createNativeQuery(SEE_AGENT)
                .setParameter("host", host)
                .setParameter("pid", said.pid())
                .setParameter("version", said.version())
                .setParameter("bootId", said.bootId())
                .setParameter("address", address == null ? "" : address)
                .setParameter("memory", said.capacity().memoryBytes())
                .setParameter("processors", said.capacity().processors())
                .executeUpdate();
    }

    boolean place(String host, Placing how) {
        return entityManager
                        .createNativeQuery("UPDATE host SET placing_mode = :how WHERE name = :host")
                        .setParameter("how", how.name())
                        .setParameter("host", host)
                        .executeUpdate()
                == 1;
    }

    void leave(String host) {
        entityManager
                .createNativeQuery("UPDATE host SET left_at = clock_timestamp() WHERE name = :host")
                .setParameter("host", host)
                .executeUpdate();
    }

    List<Host> hosts(Duration silence) {
        Set<String> kept = new HashSet<>();
        Instant now = Instant.EPOCH;
        List<?> found = entityManager
                .createNativeQuery(KEPT)
                .setParameter("prefix", Host.LEASE)
                .getResultList();
        for (Object each : found) {
            Object[] lease = (Object[]) each;
            now = Instant.ofEpochMilli(((Number) lease[0]).longValue());
            if (lease[1] != null) {
                kept.add(((String) lease[1]).substring(Host.LEASE.length()));
            }
        }
        Instant silentSince = now.minus(silence);
        return entityManager
                .createQuery("SELECT h FROM HostRow h ORDER BY h.name", HostRow.class)
                .getResultStream()
                .map(row -> row.toHost(silentSince, kept))
                .toList();
    }

    List<Node> nodes(Duration silence) {
        Map<String, List<String>> held = new HashMap<>();
        Instant now = Instant.EPOCH;
        for (Object each : entityManager.createNativeQuery(HELD).getResultList()) {
            Object[] lease = (Object[]) each;
            now = Instant.ofEpochMilli(((Number) lease[0]).longValue());
            if (lease[1] != null) {
                held.computeIfAbsent((String) lease[1], fresh -> new ArrayList<>())
                        .add((String) lease[2]);
            }
        }
        Instant silentSince = now.minus(silence);
        return entityManager
                .createQuery("SELECT n FROM NodeRow n ORDER BY n.name", NodeRow.class)
                .getResultStream()
                .map(row -> row.toNode(silentSince, held))
                .toList();
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
