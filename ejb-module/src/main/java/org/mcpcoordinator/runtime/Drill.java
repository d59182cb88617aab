package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;

/**
 * A fault that was made on purpose, and what became of it, as the host's agent tells.
 *
 * @param id its number on this host, from 1 on
 * @param drill as {@link DrillKind#id}
 * @param target the server, or the category; empty where none was named
 * @param seconds how long the database is away; 0 for other drills
 * @param startedBy who asked for it
 * @param state how far it is
 * @param detail one sentence where it was refused or broke off; else empty
 * @param report what it did so far
 */
public record Drill(
        long id,
        String drill,
        String target,
        int seconds,
        String startedBy,
        Instant startedAt,
        State state,
        String detail,
        DrillReport report) {
    public Drill {
        Objects.requireNonNull(state);
        Objects.requireNonNull(report);
    }

    /** How far it is. */
    public enum State {
        RUNNING,
        /** It healed, and nobody else noticed. */
        PASSED,
        /** It did not heal in two minutes, or others noticed. */
        FAILED,
        /** It was not begun: the fleet was not well, or something did not fit. */
        REFUSED,
        /** It ended without a verdict. */
        BROKEN
    }

    static Drill of(JsonNode told) {
        return new Drill(
                told.path("id").asLong(),
                told.path("drill").asText(),
                told.path("target").asText(),
                told.path("seconds").asInt(),
                told.path("by").asText(),
                Instant.parse(told.path("startedAt").asText()),
                State.valueOf(told.path("state").asText()),
                told.path("detail").asText(),
                DrillReport.of(told.path("report")));
    }
}
