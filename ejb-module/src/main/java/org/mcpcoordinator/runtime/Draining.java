package org.mcpcoordinator.runtime;

import java.time.Clock;
import java.time.Duration;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Traffic;

/** How long the calls under way may keep a process that is to end. */
record Draining(Traffic traffic, StdioBridge stdio, Clock clock) {
    /** How long they may keep one that nobody wants any more. */
    private static final Duration LONG = Duration.ofSeconds(10);

    /** How long they may keep one that its successor waits for: callers wait, too. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** A call that was given its way in the moment of the move may not be counted yet. */
    private static final Duration UNCOUNTED = Duration.ofMillis(100);

    /** True if the process the instance had so far may end. Calls go elsewhere, or wait, since the instance's last move. */
    boolean over(Instance instance) {
        Duration most = instance.desired() == Desired.RUNNING ? SHORT : LONG;
        Duration passed = Duration.between(instance.since(), clock.instant());
        // What goes to sleep has all the time its calls take, also if it is woken meanwhile.
        boolean asleep = instance.state() == InstanceState.SLEEPING
                || (instance.state() == InstanceState.PLANNED && instance.reason() == Reason.CALLED);
        return passed.compareTo(UNCOUNTED) >= 0
                && (traffic.quiet(address(instance)) || (!asleep && passed.compareTo(most) >= 0));
    }

    private String address(Instance instance) {
        return stdio.counted(instance);
    }
}
