package org.mcpcoordinator.web.gateway;

import java.nio.charset.StandardCharsets;

/** Requests that open sessions. */
final class Greetings {
    private Greetings() {}

    /** True if the message may be {@code initialize}; one that is not may be taken for it, but never the other way. */
    static boolean isLikely(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        return text.contains("\"initialize\"") || text.contains("\\u");
    }
}
