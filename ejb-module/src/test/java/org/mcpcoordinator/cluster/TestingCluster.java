package org.mcpcoordinator.cluster;

import jakarta.persistence.EntityManager;
import java.util.UUID;

/** The desks of the cluster over one entity manager, for tests of any package. */
public final class TestingCluster {
    private final EntityManager entityManager;
    private final LocalNode node;

    /** A node of that name on host {@code local}; {@code incarnation} tells its lives apart. */
    public TestingCluster(EntityManager entityManager, String node, UUID incarnation) {
        this(entityManager, new LocalNode(new ClusterConfig("local", node, ""), incarnation));
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

    /** Join before taking leases. */
    public Cluster cluster() {
        Cluster cluster = new Cluster();
        cluster.store = new ClusterStore(entityManager);
        cluster.local = node;
        return cluster;
    }

    public Announcements announcements() {
        Announcements announcements = new Announcements();
        announcements.store = new AnnouncementStore(entityManager);
        return announcements;
    }
}
