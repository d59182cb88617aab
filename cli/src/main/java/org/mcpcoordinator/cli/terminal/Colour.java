package org.mcpcoordinator.cli.terminal;

/** Colours of a terminal (ECMA-48, SGR); what they say stands in the text as well. */
public enum Colour {
    GREEN(32),
    RED(31),
    YELLOW(33),
    CYAN(36),
    FAINT(2);

    private final int code;

    Colour(int code) {
        this.code = code;
    }

    String of(String text) {
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
