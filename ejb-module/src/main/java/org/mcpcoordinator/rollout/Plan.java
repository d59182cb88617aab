package org.mcpcoordinator.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What applying a fleet file would change; making it changes nothing. Kept for 24 h.
 *
 * @param id unguessable
 * @param fleet the fleet
 * @param baseRevision id of the revision it was compared with, 0 for none
 * @param changes one entry per instance that would change: {@code add}, {@code restart}, {@code move-port},
 *     {@code remove}
 * @param adopted instances whose process goes on although nobody has evidence of it now: kind {@code adopt}
 * @param unchanged how many instances stay as they are
 * @param kept those instances: {@code unchanged}, or {@code left} where a person has stopped or quarantined them
 * @param programs what would be run that the fleet's newest revision does not run, each once
 * @param forecast what the fleet will need in all
 * @param warnings sentences for people, for example ports that are taken by strangers
 * @param createdBy who made it
 * @param createdAt when it was made
 */
public record Plan(
        String id,
        String fleet,
        long baseRevision,
        List<Change> changes,
        List<Change> adopted,
        int unchanged,
        List<Change> kept,
        List<Program> programs,
        Forecast forecast,
        List<String> warnings,
        String createdBy,
        Instant createdAt) {
    public Plan {
        Objects.requireNonNull(id);
        Objects.requireNonNull(fleet);
        changes = List.copyOf(changes);
        adopted = List.copyOf(adopted);
        kept = List.copyOf(kept);
        programs = List.copyOf(programs);
        Objects.requireNonNull(forecast);
        warnings = List.copyOf(warnings);
        Objects.requireNonNull(createdBy);
        Objects.requireNonNull(createdAt);
    }

    /**
     * What becomes of one instance.
     *
     * @param server the server
     * @param replica the copy
     * @param category id of its category
     * @param kind see {@link Plan}
     * @param reason why, for people
     * @param fromPort the port it has; 0 if none
     * @param port the port it would have; 0 if none
     * @param host where it is, or would be placed; absent where there is one host only
     */
    public record Change(
            String server,
            int replica,
            String category,
            String kind,
            String reason,
            int fromPort,
            int port,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String host) {}

    /**
     * A program that would be run.
     *
     * @param server the first that runs it so
     * @param servers how many do
     * @param program a package, a name found on the PATH, or an absolute path
     * @param fresh true if the fleet has never run it: only an admin may bring it in
     * @param command the exact argument vector; {@code ${port}}, {@code ${host}} and {@code ${secret:NAME}} are filled in at
     *     launch
     * @param environment names of the variables it gets beside the clean base; never values
     * @param folder where its package lies on the host; empty if it is none
     * @param files how many files the package is, with all it stands on; 0 if it is none
     * @param integrity hash of the package from its registry; empty if it is none
     * @param digest SHA-256 of all those files, looked at before each start; empty if it is none
     * @param network what of the network it reaches: {@code none}, {@code loopback}; absent for all that its host does
     * @param memoryMegabytes of one copy, as measured when it or its likes ran last; 0 if they never did
     * @param startMillis from its start to its first answer, likewise
     */
    public record Program(
            String server,
            int servers,
            String program,
            boolean fresh,
            List<String> command,
            List<String> environment,
            String folder,
            int files,
            String integrity,
            String digest,
            @Nullable String network,
            long memoryMegabytes,
            long startMillis) {
        public Program {
            command = List.copyOf(command);
            environment = List.copyOf(environment);
        }
    }

    /**
     * What the fleet will need in all, once it runs.
     *
     * @param instances copies of servers
     * @param processes operating system processes, those that built-in servers share counted once
     * @param ports ports of hosts
     * @param memoryMegabytes of all of them, as shares of memory (PSS)
     * @param cpuCores processors kept busy on average; 0.5 is half of one
     * @param fileHandles open files and sockets
     * @param times how long a rollout of the plan will take, by profile, in the usual phases
     * @param sources where the figures come from, by their names: measured, and on how many, or assumed
     */
    public record Forecast(
            int instances,
            int processes,
            int ports,
            long memoryMegabytes,
            double cpuCores,
            long fileHandles,
            List<Time> times,
            Map<String, String> sources) {
        public Forecast {
            times = List.copyOf(times);
            sources = Map.copyOf(sources);
        }
    }

    /**
     * How long a rollout will take.
     *
     * @param profile {@code careful} or {@code quick}
     * @param seconds from start to end, waiting of gates included
     * @param source what it is reckoned from
     */
    public record Time(String profile, long seconds, String source) {}
}
