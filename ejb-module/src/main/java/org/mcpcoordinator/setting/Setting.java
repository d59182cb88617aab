package org.mcpcoordinator.setting;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one setting: a system property {@code coordinator.<room>.<key>}, checked against its bounds. A value outside
 * them is a start-up error that names the property, the value and the bounds.
 */
public final class Setting {
    private Setting() {}

    /** The text of the property, or {@code usual}. */
    public static String text(String name, String usual) {
        return Optional.ofNullable(System.getProperty(name))
                .map(String::trim)
                .filter(value -> !value.isEmpty())
                .orElse(usual);
    }

    /** A whole number between {@code least} and {@code most}, both allowed. */
    public static int number(String name, int usual, int least, int most) {
        String text = text(name, Integer.toString(usual));
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw refused(name, text, least + " to " + most, notANumber);
        }
        throw refused(name, text, least + " to " + most, null);
    }

    /** {@code true} or {@code false}. */
    public static boolean flag(String name, boolean usual) {
        String text = text(name, Boolean.toString(usual));
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(name, text, "true or false", null);
        };
    }

    /** A number of milliseconds between the bounds, as a duration. */
    public static Duration millis(String name, int usual, int least, int most) {
        return Duration.ofMillis(number(name, usual, least, most));
    }

    private static IllegalStateException refused(String name, String value, String bounds, @Nullable Throwable cause) {
        return new IllegalStateException("setting " + name + "=" + value + " is not " + bounds, cause);
    }
}
