package org.mcpcoordinator.host.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Watches what programs listen on: tells when a program's port is open, and finds listening sockets beyond loopback.
 * A socket that belongs to none of ours is remembered as somebody else's, so that a quiet host costs one read of
 * {@code /proc/net/tcp} at a time.
 */
final class SocketWatch {
    private static final Duration BUSY = Duration.ofMillis(250);
    private static final int QUIET_TURNS = 20;
    /** A socket seen this often without being found at one of ours is somebody else's. */
    private static final int LOOKS = 4;

    private final Outcome outcome;
    private final BiConsumer<ServerKey, Long> listens;
    private final Map<ServerKey, Watched> watched = new ConcurrentHashMap<>();
    private final Map<String, Integer> looks = new HashMap<>();
    private final AtomicLong busyTurns = new AtomicLong();
    private int turn;

    /** @param listens hears key and token of each program whose port is listened on */
    SocketWatch(KeeperThread sweeper, Outcome outcome, BiConsumer<ServerKey, Long> listens) {
        this.outcome = outcome;
        this.listens = listens;
        sweeper.every(BUSY, this::turn);
    }

    void watch(ServerKey key, long token, long pid, Order order) {
        boolean led = order.launch() instanceof Launch.Program program && program.led();
        int port = order.launch() instanceof Launch.Program program && program.led()
                ? program.inside(order.port())
                : order.port();
        watched.put(key, new Watched(token, pid, port, order.exposed(), led));
        busyTurns.set(120);
    }

    void forget(ServerKey key, long token) {
        watched.computeIfPresent(key, (same, now) -> now.token == token ? null : now);
    }

    private void turn() {
        turn++;
        boolean busy = busyTurns.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        if (watched.isEmpty() || (!busy && turn % QUIET_TURNS != 0)) {
            return;
        }
        Listeners listeners = Listeners.now();
        Set<Integer> ports = listeners.ports();
        watched.forEach((key, each) -> {
            if (!each.listens && (each.led ? Listeners.of(each.pid).ports() : ports).contains(each.port)) {
                each.listens = true;
                listens.accept(key, each.token);
            }
        });
        findExposed(listeners);
    }

    private void findExposed(Listeners listeners) {
        Set<String> strange = new HashSet<>();
        for (String inode : listeners.exposedInodes()) {
            if (looks.merge(inode, 1, Integer::sum) <= LOOKS) {
                strange.add(inode);
            }
        }
        looks.keySet().retainAll(listeners.exposedInodes());
        if (strange.isEmpty()) {
            return;
        }
        List<ProcessTable.Stat> all = ProcessTable.all();
        watched.forEach((key, each) -> {
            if (!each.allowed) {
                listeners
                        .held(ProcessTable.tree(each.pid, all), strange)
                        .ifPresent(listener -> outcome.broke(
                                key,
                                each.token,
                                new Desired.Verdict("EXPOSED", "listens on " + listener + ", not on loopback only")));
            }
        });
    }

    /** One program. */
    private static final class Watched {
        final long token;
        final long pid;
        final int port;
        final boolean allowed;
        /** On its port of the host's listens who leads to it, from the first moment on. */
        final boolean led;

        boolean listens;

        Watched(long token, long pid, int port, boolean allowed, boolean led) {
            this.token = token;
            this.pid = pid;
            this.port = port;
            this.allowed = allowed;
            this.led = led;
        }
    }
}
