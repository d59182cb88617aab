package org.mcpcoordinator.cli.terminal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What strangers write, on one line and fit for a terminal: it shall not steer it, nor turn the direction of writing. */
public final class PlainText {
    private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]");

    private PlainText() {}

    /** The text with a blank for each such character. */
    public static String of(String text) {
        return STEERING.matcher(text).replaceAll(" ");
    }

    /** The text with an escape as of JSON for each such character: nothing of it is left out. */
    public static String told(String text) {
        return STEERING.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        "\\u%04x".formatted((int) found.group().charAt(0))));
    }

    /** The text with a blank for each such character, with so many characters at most, 4 or more. */
    public static String of(String text, int most) {
        String plain = of(text);
        return plain.length() <= most ? plain : plain.substring(0, most - 3) + "...";
    }
}
