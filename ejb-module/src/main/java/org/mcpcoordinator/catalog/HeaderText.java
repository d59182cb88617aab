package org.mcpcoordinator.catalog;

/** What the value of an HTTP header may hold (RFC 9110, section 5.5). */
public final class HeaderText {
    private HeaderText() {}

    /**
     * True if it can be sent as it is. Letters beyond Latin-1 cannot: what writes headers cuts them to their last eight
     * bits, which may be those of a line end.
     */
    public static boolean fits(String value) {
        return value.chars().allMatch(letter -> letter == '\t' || (letter >= ' ' && letter != 127 && letter <= 255));
    }
}
