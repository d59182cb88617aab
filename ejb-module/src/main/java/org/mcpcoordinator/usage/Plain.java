package org.mcpcoordinator.usage;

/** What the database takes for a text, whoever made it up: one that it refuses would take all others with it. */
final class Plain {
    private Plain() {}

    /** The same, or an underscore. */
    static int of(int c) {
        return Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? '_' : c;
    }

    /** The text as far as it may go, each character of it plain. */
    static String of(String text, int most) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), most));
        text.codePoints().limit(most).map(Plain::of).forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
