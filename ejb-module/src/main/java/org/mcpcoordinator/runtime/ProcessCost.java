package org.mcpcoordinator.runtime;

import java.util.Objects;

/**
 * What one process of a host costs, with everything it has started.
 *
 * @param kind {@code agent}, {@code serve} for a process of built-in servers, {@code command} for a program
 * @param name the server's with its replica, or the serve process's
 * @param category id of its category; empty for the agent
 * @param pid process id
 * @param servers how many servers it serves
 * @param pssKb its share of memory, in KiB
 * @param cpuMillis user and system time since its start
 */
public record ProcessCost(
        String kind, String name, String category, long pid, int servers, long pssKb, long cpuMillis) {
    public ProcessCost {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
        Objects.requireNonNull(category);
    }
}
