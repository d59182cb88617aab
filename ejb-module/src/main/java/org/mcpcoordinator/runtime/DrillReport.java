package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a drill did so far; times in seconds from the fault.
 *
 * @param step READY, FAULT, NOTICED, ENDED, REFUSED or BROKEN; empty while it is being prepared
 * @param fault what is done, as a sentence in English; empty while it is being prepared
 * @param faultAt when it was done; absent until then
 * @param noticedSeconds when the product first showed it; absent where it did not
 * @param healedSeconds when everything was as before; absent where it was not
 * @param struck servers that the fault struck
 * @param others how many other servers there are
 * @param touched which of them do not run in the same process as before
 * @param calls through the gateway meanwhile; absent until it has ended
 */
public record DrillReport(
        String step,
        String fault,
        @Nullable Instant faultAt,
        @Nullable Double noticedSeconds,
        @Nullable Double healedSeconds,
        int struck,
        int others,
        List<String> touched,
        @Nullable DrillCalls calls) {
    public DrillReport {
        touched = List.copyOf(touched);
    }

    static DrillReport of(JsonNode told) {
        return new DrillReport(
                told.path("step").asText(),
                told.path("fault").asText(),
                told.has("faultAt") ? Instant.parse(told.path("faultAt").asText()) : null,
                time(told.path("noticedSeconds")),
                time(told.path("healedSeconds")),
                told.path("struck").asInt(),
                told.path("others").asInt(),
                StreamSupport.stream(told.path("touched").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList(),
                told.has("calls") ? DrillCalls.of(told.path("calls")) : null);
    }

    /**
     * Calls through the gateway while it went on.
     *
     * @param toStruck calls to servers that were struck
     * @param toStruckFailed of them without an answer of the server
     * @param lastFailureSeconds when the last of those began; absent where there was none
     * @param toOthers calls to other servers
     * @param toOthersFailed of them without an answer of the server
     */
    public record DrillCalls(
            int toStruck, int toStruckFailed, @Nullable Double lastFailureSeconds, int toOthers, int toOthersFailed) {
        static DrillCalls of(JsonNode told) {
            return new DrillCalls(
                    told.path("toStruck").asInt(),
                    told.path("toStruckFailed").asInt(),
                    time(told.path("lastFailureSeconds")),
                    told.path("toOthers").asInt(),
                    told.path("toOthersFailed").asInt());
        }
    }

    /** The report's way to say never is a negative number. */
    private static @Nullable Double time(JsonNode seconds) {
        return seconds.isNumber() && seconds.asDouble() >= 0 ? seconds.asDouble() : null;
    }
}
