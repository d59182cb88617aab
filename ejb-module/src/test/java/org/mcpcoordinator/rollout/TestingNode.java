package org.mcpcoordinator.rollout;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.AuditEntry;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.cluster.Node;
import org.mcpcoordinator.cluster.NodeState;
import org.mcpcoordinator.cluster.NodeView;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.testing.TestingClock;
import org.mcpcoordinator.testing.TestingDatabase;
import org.mcpcoordinator.testing.TestingEvent;

/**
 * A node: the real desks of rollouts and the fleet on a real database, and around them a catalogue, leases, a launcher and a
 * clock that a test holds in its hands. Each call is a transaction of its own, as in the product.
 */
class TestingNode implements AutoCloseable {
    final TestingClock clock = new TestingClock();
    final TestingEvent<RolloutMoved> events = new TestingEvent<>();
    final TestingEvent<InstanceMoved> moves = new TestingEvent<>();
    final TestingRevisions catalog = new TestingRevisions(clock);
    final TestingLeases leases = new TestingLeases();
    /** Where the node asks for its leases. */
    Leases desk = leases;

    final TestingLauncher launcher = new TestingLauncher();
    final List<String> audited = new ArrayList<>();
    final Map<Gauge.Measure, TestingGauge> gauges = TestingGauge.all();
    /** Megabytes that servers may take; 0 for no limit. */
    int budget;

    /** The hosts there are; none stands for this node's own, of which nothing is known. */
    final List<Host> hosts = new ArrayList<>();

    /** Ports that programs of other people hold. */
    final Set<Integer> strangers = new HashSet<>();

    final TestingPackages packages = new TestingPackages();

    /** What the host's servers are measured to use. */
    Optional<HostUse> use = Optional.empty();

    final TestingDatabase database;

    /** One connection for all transactions: a thousand logins would be most of the tests' time. */
    private final EntityManager entityManager;

    Helm helm = new Helm();

    TestingNode(TestingDatabase database) {
        this.database = database;
        entityManager = database.entityManager();
        database.inTransaction(em -> {
            em.createNativeQuery("DELETE FROM remains").executeUpdate();
            em.createNativeQuery("DELETE FROM rollout").executeUpdate();
            em.createNativeQuery("DELETE FROM port_promise").executeUpdate();
            em.createNativeQuery("DELETE FROM plan").executeUpdate();
            em.createNativeQuery("DELETE FROM measured").executeUpdate();
            em.createNativeQuery("DELETE FROM instance").executeUpdate();
            em.createNativeQuery("DELETE FROM remains").executeUpdate();
            em.createNativeQuery("DELETE FROM retired").executeUpdate();
        });
    }

    <T> T in(Function<TestingRoom, T> work) {
        entityManager.getTransaction().begin();
        try {
            T result = work.apply(new TestingRoom(entityManager, this));
            entityManager.getTransaction().commit();
            return result;
        } finally {
            if (entityManager.getTransaction().isActive()) {
                entityManager.getTransaction().rollback();
            }
            entityManager.clear();
        }
    }

    /** Gives the connection back. */
    @Override
    public void close() {
        entityManager.close();
    }

    /** The node dies and comes back: memory is gone, and so are its executions; leases are its own again. */
    void crash() {
        helm = new Helm();
        launcher.alive.clear();
        leases.incarnation++;
    }

    /** What the timer does with one rollout it has read, however long ago. */
    boolean drive(RolloutRow row) {
        return helm.drive(row);
    }

    /** True if it is to look again at its next turn. */
    boolean timer() {
        return in(room -> {
            helm.renew();
            return helm.lookAfterAll();
        });
    }

    /** What is left of servers, in a transaction of its own. */
    <T> T remains(Function<Remains, T> work) {
        return in(room -> {
            Remains remains = new Remains();
            remains.store = new RemainsStore(entityManager);
            remains.clock = clock;
            return work.apply(remains);
        });
    }

    /** The receipt of a rollout. */
    RolloutReport report(long id) {
        return in(room -> {
            Reports reports = new Reports();
            reports.store = room.store;
            reports.reports = new ReportStore(entityManager);
            reports.remains = new RemainsStore(entityManager);
            reports.chronicle = new Chronicle(new VerdictStore(entityManager));
            reports.snapshots = new Snapshots(room.store, room.counts, new VerdictStore(entityManager));
            reports.catalog = catalog;
            reports.audit = new TestingAudit();
            reports.clock = clock;
            return reports.of(id);
        });
    }

    /** Keeps the trail as lines. */
    final class TestingAudit extends Audit {
        @Override
        public List<AuditEntry> about(String target) {
            return List.of(new AuditEntry(1, clock.instant(), "anna", "basic", "rollout.start", target, "ok", ""));
        }

        @Override
        public void record(Caller who, String action, String target, String outcome, String detail) {
            audited.add(who.name() + " " + who.means() + " " + action + " " + target + " " + outcome);
        }
    }

    /** The local host is called local, its node node-1. */
    static final class TestingCluster extends Cluster {
        @Override
        public String localNode() {
            return "node-1";
        }

        private final List<Host> hosts;

        TestingCluster(List<Host> hosts) {
            this.hosts = hosts;
        }

        @Override
        public String localHost() {
            return "local";
        }

        @Override
        public List<Host> hosts() {
            return hosts;
        }

        /** One lives on each host, save those that are said to have none. */
        @Override
        public List<Node> nodes() {
            return hosts.stream()
                    .filter(host -> !host.name().startsWith("unmanned"))
                    .map(host -> new Node(
                            "on-" + host.name(),
                            host.name(),
                            NodeState.UP,
                            "",
                            1,
                            Instant.EPOCH,
                            Instant.EPOCH,
                            "",
                            -1,
                            NodeView.NONE,
                            List.of()))
                    .toList();
        }
    }
}
