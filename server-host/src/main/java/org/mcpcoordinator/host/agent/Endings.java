package org.mcpcoordinator.host.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How processes end: asks whole process trees to, insists after the grace, and notices the ends of processes that are
 * not this agent's children, by a light look at each. One look at the process table serves all.
 */
final class Endings {
    private static final Duration LOOK = Duration.ofMillis(40);
    private static final Duration WATCH = Duration.ofMillis(500);

    private static final int FEW = 8;
    private static final int MOST_STOPS = 25;

    private final KeeperThread sweeper;
    private final Clock clock;
    private final String boot;
    private final PortRelays relays;
    private final Map<ProcessId, Ending> endings = new ConcurrentHashMap<>();
    private final Map<ProcessId, Runnable> watched = new ConcurrentHashMap<>();
    private boolean looking;

    Endings(KeeperThread sweeper, Clock clock, String boot, PortRelays relays) {
        this.sweeper = sweeper;
        this.clock = clock;
        this.boot = boot;
        this.relays = relays;
        sweeper.every(WATCH, this::lookAtWatched);
    }

    /** Calls once when the process has ended by itself. */
    void watch(ProcessId process, Runnable ended) {
        watched.put(process, ended);
    }

    /** True between the wish to end it and its end. */
    boolean isEnding(ProcessId process) {
        return endings.containsKey(process);
    }

    /** Ends the process with all that belongs to it: SIGTERM, after the grace SIGKILL; then calls. */
    void end(ProcessId process, Duration grace, Runnable gone) {
        end(process, Duration.ZERO, grace, gone);
    }

    /** The same for a process that has been asked in another way already, and is given time before SIGTERM. */
    void end(ProcessId process, Duration quiet, Duration grace, Runnable gone) {
        watched.remove(process);
        Instant asked = clock.instant().plus(quiet);
        begin(process, new Ending(asked, asked.plus(grace), gone));
    }

    /** Kills what a process that has ended left behind; then calls. */
    void endRest(ProcessId process, Runnable gone) {
        begin(process, new Ending(clock.instant(), clock.instant(), gone));
    }

    private void begin(ProcessId process, Ending ending) {
        endings.put(process, ending);
        sweeper.execute(() -> {
            if (!looking) {
                look();
            }
        });
    }

    private void look() {
        looking = true;
        try {
            lookOnce();
        } finally {
            looking = !endings.isEmpty();
            if (looking) {
                sweeper.after(LOOK, this::look);
            }
        }
    }

    private void lookOnce() {
        List<ProcessTable.Stat> all = ProcessTable.all();
        Instant now = clock.instant();
        List<Runnable> gone = new ArrayList<>();
        endings.forEach((process, ending) -> {
            List<ProcessTable.Stat> left = living(process, all);
            if (left.isEmpty()) {
                if (relays.end(process)) {
                    endings.remove(process);
                    gone.add(ending.gone);
                }
            } else if (!now.isBefore(ending.patience)) {
                kill(ending, left);
            } else if (!now.isBefore(ending.asks)) {
                left.stream().filter(stat -> ending.asked.add(stat.pid())).forEach(stat -> signal(stat, false));
            }
        });
        gone.forEach(Runnable::run);
    }

    /** Few are killed at once. Many may be a swarm, which has to stand still first; but not for longer than a second. */
    private static void kill(Ending ending, List<ProcessTable.Stat> left) {
        List<ProcessTable.Stat> moving =
                left.stream().filter(stat -> stat.state() != 'T').toList();
        boolean swarm = left.size() > FEW && !moving.isEmpty() && ending.stops < MOST_STOPS;
        if (swarm && Swarm.stop(moving)) {
            ending.stops++;
        } else if (left.size() > FEW) {
            Swarm.kill(left);
        } else {
            left.forEach(stat -> signal(stat, true));
        }
    }

    /** Empty if the pid belongs to another by now, and no session of that name is left. */
    private List<ProcessTable.Stat> living(ProcessId process, List<ProcessTable.Stat> all) {
        boolean reused = all.stream().anyMatch(stat -> stat.pid() == process.pid() && stat.ticks() != process.ticks());
        return reused || !process.boot().equals(boot) ? List.of() : ProcessTable.tree(process.pid(), all);
    }

    private void lookAtWatched() {
        watched.forEach((process, ended) -> {
            if (!process.alive(boot) && watched.remove(process, ended)) {
                ended.run();
            }
        });
    }

    private static void signal(ProcessTable.Stat stat, boolean kill) {
        ProcessHandle.of(stat.pid()).ifPresent(handle -> {
            boolean sent = kill ? handle.destroyForcibly() : handle.destroy();
            if (!sent) {
                Report.note("process " + stat.pid() + " was gone before its signal", null);
            }
        });
    }

    /** One process on its way out. */
    private static final class Ending {
        final Instant asks;
        final Instant patience;
        final Runnable gone;
        final Set<Long> asked = ConcurrentHashMap.newKeySet();
        int stops;

        Ending(Instant asks, Instant patience, Runnable gone) {
            this.asks = asks;
            this.patience = patience;
            this.gone = gone;
        }
    }
}
