package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.Tries;

/**
 * One server as its host's agent sees it.
 *
 * @param seat server, replica and side
 * @param version generation and restarts of what runs or was tried last
 * @param attempt counts the starts of that generation
 * @param state what the agent says
 * @param reason a name of the fleet's reasons, or empty
 * @param detail one sentence; may be empty
 * @param pid its process; 0 if none
 * @param exitCode of its last end; -1 if unknown
 * @param ended true if it ran and has ended
 * @param failures starts that failed in a row
 * @param tries how often it was started again after ends of its own, and when it will be; null if never
 * @param port the port it has been given; 0 if unknown
 * @param lists how often it has said that its lists have changed, if it speaks stdio
 * @param replace true if it waits to be started, and another port may help
 * @param refused the newer version that could not take the place of this one; null if none
 */
record ServerStatus(
        Seat seat,
        Version version,
        int attempt,
        State state,
        String reason,
        String detail,
        long pid,
        int exitCode,
        boolean ended,
        int failures,
        @Nullable Tries tries,
        int port,
        int lists,
        boolean replace,
        @Nullable Refused refused) {
    ServerStatus {
        Objects.requireNonNull(seat);
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
    record Version(long generation, int restarts) {
        /** The later one of two. */
        Version orLater(Version other) {
            boolean later = other.generation != generation ? other.generation > generation : other.restarts > restarts;
            return later ? other : this;
        }

        static Version of(JsonNode item) {
            return new Version(
                    item.path("generation").asLong(), item.path("restarts").asInt());
        }
    }

    /**
     * A version that was refused while another one serves on.
     *
     * @param detail one sentence
     */
    record Refused(Version version, String reason, String detail) {
        Refused {
            Objects.requireNonNull(version);
            Objects.requireNonNull(reason);
            Objects.requireNonNull(detail);
        }
    }

    InstanceKey key() {
        return seat.key();
    }

    static ServerStatus of(JsonNode item) {
        return new ServerStatus(
                new Seat(
                        new InstanceKey(
                                item.path("server").asText(),
                                item.path("replica").asInt()),
                        item.path("side").asInt()),
                Version.of(item),
                item.path("attempt").asInt(),
                State.valueOf(item.path("state").asText()),
                item.path("reason").asText(),
                item.path("detail").asText(),
                item.path("pid").asLong(),
                item.path("exitCode").asInt(-1),
                item.path("ended").asBoolean(item.path("reason").asText().equals("EXITED")),
                item.path("failures").asInt(),
                tries(item),
                item.path("port").asInt(),
                item.path("lists").asInt(),
                item.path("replace").asBoolean(),
                refused(item.path("refused")));
    }

    private static @Nullable Tries tries(JsonNode item) {
        JsonNode retry = item.path("retry");
        long since = retry.path("since").asLong();
        long due = item.path("dueAt").asLong();
        return since == 0
                ? null
                : new Tries(
                        retry.path("restarts").asInt(),
                        retry.path("replaces").asInt(),
                        Instant.ofEpochMilli(since),
                        due == 0 ? null : Instant.ofEpochMilli(due));
    }

    private static @Nullable Refused refused(JsonNode item) {
        return item.isObject()
                ? new Refused(
                        Version.of(item),
                        item.path("reason").asText(),
                        item.path("detail").asText())
                : null;
    }
}
