package org.mcpcoordinator.pinning;

import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import org.mcpcoordinator.testing.TestingClock;

/** The desk of what tools may say, on a test's database. */
public final class TestingPins {
    private TestingPins() {}

    /** In the transaction of that entity manager. */
    public static Pins on(EntityManager entityManager, Event<ToolsHeld> held) {
        Pins pins = new Pins();
        pins.store = new PinStore(entityManager);
        pins.clock = new TestingClock();
        pins.held = held;
        return pins;
    }
}
