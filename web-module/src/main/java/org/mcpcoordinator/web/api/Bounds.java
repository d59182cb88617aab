package org.mcpcoordinator.web.api;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Reads query parameters and members of bodies within their bounds, or says which one does not fit and why. */
final class Bounds {
    private Bounds() {}

    /** A whole number from {@code least} to {@code most}; {@code usual} if nothing was sent. */
    static int number(String name, @Nullable String text, int usual, int least, int most) {
        if (text == null || text.isBlank()) {
            return usual;
        }
        try {
            int value = Integer.parseInt(text.trim());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw refused(name, "a whole number from " + least + " to " + most + " is wanted", notANumber);
        }
        throw refused(name, "a whole number from " + least + " to " + most + " is wanted", null);
    }

    /** One of the values, by the name it goes out with, in any case; null if nothing was sent. */
    static <E extends Enum<E>> @Nullable E choice(
            String name, @Nullable String text, E[] values, Function<E, String> id) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return Stream.of(values)
                .filter(value -> id.apply(value).equalsIgnoreCase(text.trim()))
                .findFirst()
                .orElseThrow(() -> refused(
                        name,
                        "one of " + Stream.of(values).map(id).collect(Collectors.joining(", ")) + " is wanted",
                        null));
    }

    /** A text of at most {@code most} characters; null if nothing was sent. */
    static @Nullable String text(String name, @Nullable String text, int most) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.length() > most) {
            throw refused(name, "at most " + most + " characters are allowed", null);
        }
        return text;
    }

    /** A text that must be there, of at most {@code most} characters. */
    static String needed(String name, @Nullable String text, int most) {
        String given = text(name, text, most);
        if (given == null || given.isBlank()) {
            throw refused(name, "is missing", null);
        }
        return given;
    }

    /** A moment in RFC 3339 form; null if nothing was sent. */
    static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text.trim()).toInstant();
        } catch (DateTimeParseException noMoment) {
            throw refused(name, "a moment like 2026-12-31T00:00:00Z is wanted", noMoment);
        }
    }

    /** A value that must be there. */
    static <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw refused(name, "is missing", null);
        }
        return value;
    }

    static ProblemException refused(String name, String message, @Nullable Throwable cause) {
        return new ProblemException(
                ProblemCode.REQUEST_INVALID,
                name + ": " + message + ".",
                List.of(new Mistake("/" + name, message)),
                cause);
    }
}
