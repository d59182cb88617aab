package org.mcpcoordinator.fleet;

import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Clock;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.mcpcoordinator.catalog.PortLayout;

/** The real desk of the fleet on an entity manager of a test. */
public final class TestingFleet {
    private static final Map<EntityManagerFactory, LastLooks> LOOKS = Collections.synchronizedMap(new WeakHashMap<>());

    private TestingFleet() {}

    /** A desk for one transaction; no port is held by strangers. */
    public static Fleet of(EntityManager entityManager, Clock clock, Event<InstanceMoved> events) {
        return of(entityManager, clock, events, (host, port) -> false);
    }

    /** A desk for one transaction. */
    public static Fleet of(EntityManager entityManager, Clock clock, Event<InstanceMoved> events, BusyPorts busy) {
        InstanceStore store = new InstanceStore(entityManager);
        PortLeaseStore leases = new PortLeaseStore(entityManager);
        Fleet fleet = new Fleet();
        fleet.store = store;
        fleet.views = new InstanceViewStore(
                entityManager,
                LOOKS.computeIfAbsent(entityManager.getEntityManagerFactory(), fresh -> new LastLooks()));
        fleet.ledger = new Ledger(store, leases);
        fleet.promises = new PortPromiseStore(entityManager);
        fleet.wishes = new Wishes(store, leases, fleet.promises, busy, new PortLayout(PortLayout.DEFAULT_BASE));
        fleet.clock = clock;
        fleet.moved = events;
        return fleet;
    }
}
