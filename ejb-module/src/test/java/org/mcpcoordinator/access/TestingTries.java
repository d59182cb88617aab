package org.mcpcoordinator.access;

import java.time.Clock;

/** Books of wrong tries, for tests of any package. */
public final class TestingTries {
    private TestingTries() {}

    /** One that tells nobody. */
    public static Tries at(Clock clock) {
        return telling(clock, (channel, payload) -> {});
    }

    /** One that tells that herald. */
    public static Tries telling(Clock clock, Herald herald) {
        Tries tries = new Tries();
        tries.clock = clock;
        tries.herald = herald;
        return tries;
    }
}
