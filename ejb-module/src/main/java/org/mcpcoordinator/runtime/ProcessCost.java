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
 * @param processes how many processes of the operating system it is
 * @param pssKb its share of memory, in KiB
 * @param cpuMillis user and system time since its start
 * @param files files and sockets it has open
 * @param ageMillis since its start; 0 if unknown
 */
public record ProcessCost(
        String kind,
        String name,
        String category,
        long pid,
        int servers,
        int processes,
        long pssKb,
        long cpuMillis,
        long files,
        long ageMillis) {
    public ProcessCost {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
        Objects.requireNonNull(category);
    }
}
