package org.mcpcoordinator.host.agent;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What leads to the ports of programs in networks of their own: one process for each, no child of the program's. It stays until
 * nothing of the program is left, so that what the program answers last arrives, and is gone before anybody is told that
 * the program is: the next one may want the port.
 */
final class PortRelays {
    private static final long LOOK_NANOS = 1_000_000;
    private static final int MOST_LOOKS = 1_000;

    private final String boot;
    private final Map<ProcessId, ProcessId> relays = new ConcurrentHashMap<>();

    PortRelays(String boot) {
        this.boot = boot;
    }

    /** This one leads to that program. */
    void add(ProcessId program, ProcessId relay) {
        relays.put(program, relay);
    }

    /** What leads to that program; empty if it needs nothing. */
    Optional<ProcessId> of(ProcessId program) {
        return Optional.ofNullable(relays.get(program));
    }

    /** True if the program needs one, and it has ended. */
    boolean isLost(ProcessId program) {
        return of(program).filter(relay -> !relay.alive(boot)).isPresent();
    }

    /** Ends what led to that program; true when nothing of it is left, or there was nothing. */
    boolean end(ProcessId program) {
        Optional<ProcessId> relay = of(program);
        if (relay.isPresent() && kill(relay.get())) {
            return false;
        }
        relays.remove(program);
        return true;
    }

    /** Kills one, and waits a moment for its end, for its port is wanted again; false if it was gone. */
    boolean discard(ProcessId relay) {
        if (!kill(relay)) {
            return false;
        }
        for (int look = 0; look < MOST_LOOKS && relay.alive(boot); look++) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /** False if it is gone. */
    private boolean kill(ProcessId relay) {
        boolean there = relay.alive(boot);
        if (there) {
            ProcessHandle.of(relay.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        return there;
    }
}
