package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A drill that is asked for. What it holds becomes arguments of a program, so nothing else than this fits.
 *
 * @param drill {@code kill-server}, {@code kill-host-process} or {@code cut-db}
 * @param target the server, or the category; empty to leave it to the drill
 * @param seconds how long {@code cut-db} lasts, 1 to 60; 0 for the others
 * @param by who asked, at most 200 characters
 */
record DrillWish(String drill, String target, int seconds, String by) {
    private static final List<String> DRILLS = List.of("kill-server", "kill-host-process", "cut-db");
    private static final String CUT = "cut-db";
    private static final int MOST_SECONDS = 60;
    private static final int LONGEST_NAME = 200;

    DrillWish {
        if (!DRILLS.contains(drill)) {
            throw new IllegalArgumentException("drill must be one of " + String.join(", ", DRILLS));
        }
        if (!target.isEmpty()) {
            Order.named("target", target);
        }
        if (drill.equals(CUT) && !target.isEmpty()) {
            throw new IllegalArgumentException("cut-db has no target");
        }
        int least = drill.equals(CUT) ? 1 : 0;
        int most = drill.equals(CUT) ? MOST_SECONDS : 0;
        if (seconds < least || seconds > most) {
            throw new IllegalArgumentException("seconds of " + drill + " must be " + least + " to " + most);
        }
        if (by.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("by is longer than " + LONGEST_NAME + " characters");
        }
    }

    static DrillWish of(JsonNode asked) {
        return new DrillWish(
                asked.path("drill").asText(),
                asked.path("target").asText(),
                asked.path("seconds").asInt(),
                asked.path("by").asText());
    }

    /** The arguments by which the command line knows it. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(drill));
        if (!target.isEmpty()) {
            arguments.add(target);
        }
        if (seconds > 0) {
            arguments.addAll(List.of("--seconds", Integer.toString(seconds)));
        }
        return arguments;
    }
}
