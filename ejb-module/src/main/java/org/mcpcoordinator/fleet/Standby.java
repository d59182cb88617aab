package org.mcpcoordinator.fleet;

import java.time.Instant;

/** How a copy that runs on demand falls asleep and is woken. Who sleeps is wished as before: only its process is not. */
final class Standby {
    private Standby() {}

    /** True if a call may start it. */
    static boolean wakes(InstanceRow row, Instant failedBefore) {
        return row.idleSeconds > 0
                && row.desired == Desired.RUNNING
                && !row.draining
                && (row.state == InstanceState.SLEEPING
                        || (row.state == InstanceState.FAILED && row.since.isBefore(failedBefore)));
    }

    /** True if callers are served by it, or will be or are refused soon, without anybody waking it. */
    static boolean comesWithout(InstanceRow row, Instant failedBefore) {
        return switch (row.state) {
            case PLANNED, STARTING, HEALTHY -> !row.draining;
            case FAILED -> !row.since.isBefore(failedBefore);
            case UNHEALTHY, SLEEPING, QUARANTINED, STOPPING, STOPPED -> false;
        };
    }

    /**
     * A higher number of restarts than the agent knows: what is still seen of the process before, which may be about to
     * end, is never taken for the new one.
     */
    static void wake(InstanceRow row, Instant now) {
        row.restarts++;
        row.retries.forget();
        row.forgetProcess();
        row.move(InstanceState.PLANNED, Reason.CALLED, "", now);
    }

    /** True if nothing but its idleness decides about it now. */
    static boolean maySleep(InstanceRow row) {
        return row.idleSeconds > 0 && row.desired == Desired.RUNNING && row.beside == null && answers(row);
    }

    private static boolean answers(InstanceRow row) {
        return row.state == InstanceState.HEALTHY || row.state == InstanceState.UNHEALTHY;
    }

    static void sleep(InstanceRow row, String sentence, Instant now) {
        row.retries.forget();
        row.forgetProcess();
        row.move(InstanceState.SLEEPING, Reason.IDLE, sentence, now);
    }
}
