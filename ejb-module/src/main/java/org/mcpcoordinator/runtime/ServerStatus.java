package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * One server as its host's agent sees it.
 *
 * @param key server and replica
 * @param version generation and restarts of what runs or was tried last
 * @param attempt counts the starts of that generation
 * @param state what the agent says
 * @param reason a name of the fleet's reasons, or empty
 * @param detail one sentence; may be empty
 * @param pid its process; 0 if none
 * @param exitCode of its last end; -1 if unknown
 * @param ended true if it ran and has ended
 * @param failures starts that failed in a row
 */
record ServerStatus(
        InstanceKey key,
        Version version,
        int attempt,
        State state,
        String reason,
        String detail,
        long pid,
        int exitCode,
        boolean ended,
        int failures) {
    ServerStatus {
        Objects.requireNonNull(key);
        Objects.requireNonNull(version);
        Objects.requireNonNull(state);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(detail);
    }

    /** The agent's states. */
    enum State {
        STARTING,
        RUNNING,
        BACKOFF,
        EXITED,
        FAILED,
        STOPPED
    }

    /** Which start of a server is meant. */
    record Version(long generation, int restarts) {}

    static ServerStatus of(JsonNode item) {
        return new ServerStatus(
                new InstanceKey(
                        item.path("server").asText(), item.path("replica").asInt()),
                new Version(
                        item.path("generation").asLong(), item.path("restarts").asInt()),
                item.path("attempt").asInt(),
                State.valueOf(item.path("state").asText()),
                item.path("reason").asText(),
                item.path("detail").asText(),
                item.path("pid").asLong(),
                item.path("exitCode").asInt(-1),
                item.path("reason").asText().equals("EXITED"),
                item.path("failures").asInt());
    }
}
