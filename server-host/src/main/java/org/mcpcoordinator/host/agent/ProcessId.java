package org.mcpcoordinator.host.agent;

/**
 * Names one process for good: pids are used again, a pid with its start ticks within one boot is not.
 *
 * @param pid process id
 * @param ticks field 22 of {@code /proc/PID/stat}: clock ticks from boot to start
 * @param boot the boot it was seen in
 */
record ProcessId(long pid, long ticks, String boot) {
    /** The process that has this pid now. */
    static ProcessId of(long pid, String boot) {
        return new ProcessId(
                pid, ProcessTable.stat(pid).map(ProcessTable.Stat::ticks).orElse(-1L), boot);
    }

    /** What was just started; a container is its first process, which may have ended by now. */
    static ProcessId of(Process child, String boot) {
        return child instanceof Contained contained ? contained.process() : of(child.pid(), boot);
    }

    /** True if it still runs; a zombie is dead. */
    boolean alive(String bootNow) {
        return boot.equals(bootNow)
                && ProcessTable.stat(pid)
                        .filter(stat -> stat.ticks() == ticks && stat.living())
                        .isPresent();
    }
}
