package org.mcpcoordinator.fleet;

import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.Session;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.cluster.TestingCluster;

/** The real desk of the fleet on an entity manager of a test. */
public final class TestingFleet {
    /** By database. */
    private static final Map<String, LastLooks> LOOKS = new ConcurrentHashMap<>();

    private TestingFleet() {}

    /** A desk for one transaction; no port is held by strangers. */
    public static Fleet of(EntityManager entityManager, Clock clock, Event<InstanceMoved> events) {
        return of(entityManager, clock, events, (host, port) -> false);
    }

    /** A desk for one transaction. */
    public static Fleet of(EntityManager entityManager, Clock clock, Event<InstanceMoved> events, BusyPorts busy) {
        TestingCluster node = new TestingCluster(entityManager, "node-1", UUID.randomUUID());
        return of(entityManager, clock, events, busy, node.announcements());
    }

    /** A desk that believes those leases. */
    public static Fleet of(EntityManager entityManager, Clock clock, Event<InstanceMoved> events, Leases leases) {
        Fleet fleet = of(entityManager, clock, events);
        fleet.leases = leases;
        return fleet;
    }

    /** The desk of relocations beside a desk of this class's. */
    public static Relocations relocations(EntityManager entityManager, Fleet fleet) {
        Relocations relocations = new Relocations();
        relocations.relocator = new Relocator(fleet.store, new PortLeaseStore(entityManager), fleet.wishes);
        relocations.leases = fleet.leases;
        relocations.announcements = fleet.announcements;
        relocations.moved = fleet.moved;
        relocations.clock = fleet.clock;
        return relocations;
    }

    static Fleet of(
            EntityManager entityManager,
            Clock clock,
            Event<InstanceMoved> events,
            BusyPorts busy,
            Announcements announcements) {
        InstanceStore store = new InstanceStore(entityManager);
        PortLeaseStore leases = new PortLeaseStore(entityManager);
        Fleet fleet = new Fleet();
        fleet.store = store;
        fleet.views = new InstanceViewStore(
                entityManager,
                LOOKS.computeIfAbsent(
                        entityManager.unwrap(Session.class).getTenantIdentifier(), fresh -> new LastLooks()));
        fleet.ledger = new Ledger(store, leases);
        fleet.promises = new PortPromiseStore(entityManager);
        fleet.wishes = new Wishes(store, leases, fleet.promises, busy, new PortLayout(PortLayout.DEFAULT_BASE));
        fleet.clock = clock;
        fleet.moved = events;
        fleet.announcements = announcements;
        fleet.leases = new TestingCluster(entityManager, "node-1", UUID.randomUUID()).leases();
        return fleet;
    }
}
