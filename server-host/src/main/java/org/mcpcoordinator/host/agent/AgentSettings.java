package org.mcpcoordinator.host.agent;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.door.DoorSettings;

/**
 * What the agent is told when it starts.
 *
 * @param directory holds everything it keeps; nobody else's
 * @param host name of the host, as the coordinator knows it
 * @param java the binary that runs serve processes
 * @param program the arguments by which Java runs this program again, for serve processes: {@code -jar FILE}
 * @param bootId differs after each boot of the machine
 * @param parallelStarts most programs between their start and their first listening socket, 1 to 1000
 * @param stopGrace from SIGTERM to SIGKILL
 * @param logBytes a log file is turned over when it is longer; one predecessor is kept
 * @param retries when a server that ended is started again
 * @param account whom programs run as; null for the agent's own user
 * @param programs holds what programs of another user must reach: packages, and a folder for each of them; the directory itself
 *     where they are the agent's own user's
 * @param door where nodes of other hosts come in; null where none do
 */
record AgentSettings(
        Path directory,
        String host,
        Path java,
        List<String> program,
        String bootId,
        int parallelStarts,
        Duration stopGrace,
        long logBytes,
        Retry.Rules retries,
        @Nullable Account account,
        Path programs,
        @Nullable DoorSettings door) {
    /** The longest path a Unix socket may have on Linux, in bytes. */
    private static final int SOCKET_PATH = 107;

    AgentSettings {
        directory = directory.toAbsolutePath().normalize();
        program = List.copyOf(program);
        if (parallelStarts < 1 || parallelStarts > 1000) {
            throw new IllegalArgumentException("--parallel-starts " + parallelStarts + " is not 1 to 1000");
        }
        Path longest = directory.resolve("serve/version-control-99.sock");
        int excess = longest.toString().getBytes(StandardCharsets.UTF_8).length - SOCKET_PATH;
        if (excess > 0) {
            throw new IllegalArgumentException("--dir " + directory + " is " + excess
                    + " bytes too long: a Unix socket's path may have " + SOCKET_PATH + " bytes; choose a shorter one");
        }
    }

    /** True if what lies in {@link #programs} is for another user, too. */
    boolean shared() {
        return !programs.equals(directory);
    }

    Path socket() {
        return directory.resolve("agent.sock");
    }

    Path lock() {
        return directory.resolve("agent.lock");
    }

    Path desired() {
        return directory.resolve("desired.json");
    }

    Path starts() {
        return directory.resolve("starts.log");
    }

    /** Where the bridge of stdio servers listens. */
    Path bridge() {
        return directory.resolve("bridge.json");
    }

    Path logs() {
        return directory.resolve("logs");
    }

    Path serverLogs() {
        return logs().resolve("servers");
    }

    Path serveLogs() {
        return logs().resolve("serve");
    }

    Path log(ServerKey key) {
        return serverLogs().resolve(key + ".log");
    }

    Path serve() {
        return directory.resolve("serve");
    }

    /** Packages, one folder for each version. */
    Path store() {
        return programs.resolve("store");
    }

    /** What drills leave behind. */
    Path drills() {
        return directory.resolve("drills");
    }

    /** By what a drill is run, if {@code up} has said so. */
    Path drillProgram() {
        return directory.resolve("drills.json");
    }

    /** Where a program runs; what it keeps there, its next generation finds. */
    Path work(ServerKey key) {
        return works().resolve(key.copy());
    }

    /** Where the folders of all programs are. */
    Path works() {
        return programs.resolve("work");
    }
}
