package org.mcpcoordinator.cli.doctor;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.mcpcoordinator.cli.product.AgentState;

/**
 * What is so on a machine; every number 0 or empty where it cannot be read.
 *
 * @param system operating system's name as Java gives it
 * @param architecture {@code amd64}, {@code aarch64}, ...
 * @param wsl whether it is Linux below Windows
 * @param cores processors
 * @param memoryBytes all memory
 * @param availableBytes memory that is free now
 * @param diskBytes free space where the data folder lies
 * @param jdks JDKs found
 * @param runningOn the JDK this command runs on
 * @param maven where Maven was found
 * @param openFiles most open files of a process
 * @param processes most processes and threads of the user
 * @param pidMax largest process id
 * @param ephemeral ports for outgoing connections
 * @param layout ports of the fleet
 * @param strangers ports of the layout on which somebody else listens
 * @param strangersFirst who listens on the first of them, if that can be seen
 * @param setsid whether there is a program of that name
 * @param root whether we are root
 * @param userNamespaces whether root may run PostgreSQL in a user namespace
 * @param agent how the host agent is
 * @param socketPathBytes length of the longest socket path below the data folder
 */
public record Facts(
        String system,
        String architecture,
        boolean wsl,
        int cores,
        long memoryBytes,
        long availableBytes,
        long diskBytes,
        List<Jdk> jdks,
        Jdk runningOn,
        Optional<String> maven,
        long openFiles,
        long processes,
        long pidMax,
        Range ephemeral,
        Range layout,
        NavigableSet<Integer> strangers,
        Optional<String> strangersFirst,
        boolean setsid,
        boolean root,
        boolean userNamespaces,
        AgentState agent,
        int socketPathBytes) {

    /** A JDK: its folder and feature number. */
    public record Jdk(String home, int feature) {}

    /** Ports from first to last, both included; nothing when last is 0. */
    public record Range(int first, int last) {
        boolean overlaps(Range other) {
            return last > 0 && other.last > 0 && first <= other.last && other.first <= last;
        }

        @Override
        public String toString() {
            return first + "-" + last;
        }
    }
}
