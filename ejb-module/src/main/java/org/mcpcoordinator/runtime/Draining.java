package org.mcpcoordinator.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Traffic;

/**
 * How long the calls under way may keep a process that is to end.
 *
 * @param alone true if no other node sends calls
 * @param hearing for how long this node has heard what others tell
 */
record Draining(Traffic traffic, StdioBridge stdio, Clock clock, BooleanSupplier alone, Supplier<Duration> hearing) {
    /** How long they may keep one that nobody wants any more. */
    private static final Duration LONG = Duration.ofSeconds(10);

    /** How long they may keep one that its successor waits for: callers wait, too. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** A call that was given its way in the moment of the move may not be counted yet. */
    private static final Duration UNCOUNTED = Duration.ofMillis(100);

    /** Other nodes hear of the move, and tell each second what they have under way. */
    private static final Duration UNTOLD = Duration.ofMillis(1500);

    /** True if the process the instance had so far may end. Calls go elsewhere, or wait, since the instance's last move. */
    boolean over(Instance instance) {
        Duration most = instance.desired() == Desired.RUNNING ? SHORT : LONG;
        Duration passed = Duration.between(instance.since(), clock.instant());
        // What goes to sleep has all the time its calls take, also if it is woken meanwhile.
        boolean asleep = instance.state() == InstanceState.SLEEPING
                || (instance.state() == InstanceState.PLANNED && instance.reason() == Reason.CALLED);
        return isKnown(passed)
                && (traffic.quiet(address(instance), clock.instant()) || (!asleep && passed.compareTo(most) >= 0));
    }

    /** Who has just begun to hear knows nothing of calls that others have had under way for long. */
    private boolean isKnown(Duration passed) {
        return alone.getAsBoolean()
                ? passed.compareTo(UNCOUNTED) >= 0
                : passed.compareTo(UNTOLD) >= 0 && hearing.get().compareTo(UNTOLD) >= 0;
    }

    private String address(Instance instance) {
        return stdio.counted(instance);
    }
}
