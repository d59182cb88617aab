package org.mcpcoordinator.cluster;

import jakarta.persistence.EntityManager;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The desks of the cluster over one entity manager, for tests of any package. */
public final class TestingCluster {
    private final EntityManager entityManager;
    private final LocalNode node;

    /** A node of that name on host {@code local}; {@code incarnation} tells its lives apart. */
    public TestingCluster(EntityManager entityManager, String node, UUID incarnation) {
        this(entityManager, new LocalNode(new ClusterConfig("local", node, ""), incarnation));
    }

    /** The same on another host. */
    public TestingCluster(EntityManager entityManager, String node, String host, UUID incarnation) {
        this(entityManager, new LocalNode(new ClusterConfig(host, node, ""), incarnation));
    }

    TestingCluster(EntityManager entityManager, LocalNode node) {
        this.entityManager = entityManager;
        this.node = node;
    }

    public Leases leases() {
        Leases leases = new Leases();
        leases.store = new LeaseStore(entityManager);
        leases.node = node;
        return leases;
    }

    public Locks locks() {
        Locks locks = new Locks();
        locks.store = new LeaseStore(entityManager);
        locks.node = node;
        locks.announcements = announcements();
        return locks;
    }

    /** Join before taking leases. */
    public Cluster cluster() {
        Cluster cluster = new Cluster();
        cluster.store = new ClusterStore(entityManager);
        cluster.local = node;
        cluster.announcements = new AnnouncementStore(entityManager);
        return cluster;
    }

    /** Listens as that node would, on a thread of its own, until it is closed. */
    public static AutoCloseable listen(DataSource database, Consumer<Announced> observers) {
        Listening listening = new Listening(database, observers);
        new Thread(listening).start();
        return listening::stop;
    }

    public Announcements announcements() {
        Announcements announcements = new Announcements();
        announcements.store = new AnnouncementStore(entityManager);
        announcements.node = node;
        return announcements;
    }
}
