package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a program that was tried. Its process is gone.
 *
 * @param server as it would be called
 * @param state how it came out
 * @param sentence the same for people
 * @param startMillis from its start to its first answer; null if there was none
 * @param memoryKb proportional set size of all its processes once it had listed its tools; null if it never did
 * @param processes how many those were
 * @param exitCode if it ended by itself
 * @param era {@code legacy} or {@code modern}; empty if it gave no answer
 * @param revision of the protocol that was spoken
 * @param program what it calls itself, with its version
 * @param tools as it lists them; null if it lists none
 * @param result what came of the call that was asked for; null for none
 * @param lines the last of what it wrote beside its answers, secrets left out
 * @param gone false if something of it could not be ended in time
 */
public record Trial(
        String server,
        State state,
        String sentence,
        @Nullable Long startMillis,
        @Nullable Long memoryKb,
        @Nullable Integer processes,
        @Nullable Integer exitCode,
        String era,
        String revision,
        String program,
        @Nullable JsonNode tools,
        @Nullable JsonNode result,
        List<String> lines,
        boolean gone) {
    public Trial {
        lines = List.copyOf(lines);
    }

    /** How it came out. */
    public enum State {
        /** It speaks MCP. */
        ANSWERED,
        /** It answered, and not like a server of MCP. */
        REFUSED,
        /** It said nothing within its time. */
        SILENT,
        /** It ended before it had answered. */
        ENDED,
        /** It could not be started. */
        FAILED
    }

    static Trial of(String server, JsonNode told) {
        return new Trial(
                server,
                State.valueOf(told.path("state").asText()),
                told.path("sentence").asText(),
                number(told.path("startMillis")),
                number(told.path("memoryKb")),
                told.hasNonNull("processes")
                        ? Integer.valueOf(told.path("processes").asInt())
                        : null,
                told.hasNonNull("exitCode")
                        ? Integer.valueOf(told.path("exitCode").asInt())
                        : null,
                told.path("era").asText(),
                told.path("revision").asText(),
                (told.path("name").asText() + " " + told.path("version").asText()).strip(),
                told.get("tools"),
                told.get("result"),
                StreamSupport.stream(told.path("lines").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList(),
                told.path("gone").asBoolean());
    }

    private static @Nullable Long number(JsonNode value) {
        return value.isNumber() ? Long.valueOf(value.asLong()) : null;
    }
}
