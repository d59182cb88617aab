package org.mcpcoordinator.access;

import java.util.Locale;

/**
 * Text from outside as one line that cannot forge another: control and formatting characters (line ends, escapes of
 * terminals, marks that turn the direction of writing) become {@code \}{@code uXXXX}, a backslash becomes two.
 */
final class PlainLine {
    private PlainLine() {}

    /** The text encoded, then cut to {@code most} characters. */
    static String of(String text, int most) {
        StringBuilder line = new StringBuilder();
        int[] points = text.codePoints().limit(most).toArray();
        for (int point : points) {
            String encoded = encoded(point);
            if (line.length() + encoded.length() > most) {
                break;
            }
            line.append(encoded);
        }
        return line.toString();
    }

    private static String encoded(int point) {
        if (point == '\\') {
            return "\\\\";
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> String.format(Locale.ROOT, "\\u%04x", point);
            default -> Character.toString(point);
        };
    }
}
