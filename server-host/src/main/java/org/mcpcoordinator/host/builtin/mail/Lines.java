package org.mcpcoordinator.host.builtin.mail;

import org.mcpcoordinator.mcp.server.ToolFailure;

/** Texts that go into one line of a protocol. */
final class Lines {
    private Lines() {}

    /** Refuses line ends and control characters: behind them a header or command of the caller's own could begin. */
    static String single(String text, String argument) {
        if (text.chars().anyMatch(letter -> letter < ' ' || letter == 127 || letter == 0x2028 || letter == 0x2029)) {
            throw new ToolFailure(argument + ": must be one line without control characters");
        }
        return text;
    }
}
