package org.mcpcoordinator.mcp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Names and value rules of the headers MCP adds to HTTP (2026-07-28, SEP-2243). */
public final class McpHeaders {
    public static final String PROTOCOL_VERSION = "MCP-Protocol-Version";
    public static final String METHOD = "Mcp-Method";
    public static final String NAME = "Mcp-Name";
    public static final String SESSION_ID = "Mcp-Session-Id";
    public static final String PARAM_PREFIX = "Mcp-Param-";

    private static final String OPENING = "=?base64?";
    private static final String CLOSING = "?=";

    private McpHeaders() {}

    /** The parameter that {@code Mcp-Name} repeats for this method, if it repeats one. */
    public static Optional<String> namedParameter(String method) {
        return switch (method) {
            case "tools/call", "prompts/get" -> Optional.of("name");
            case "resources/read" -> Optional.of("uri");
            case "tasks/get", "tasks/update", "tasks/cancel" -> Optional.of("taskId");
            default -> Optional.empty();
        };
    }

    /** The value as it may stand in a header: itself if plain printable ASCII, else base64 between the markers. */
    public static String encode(String value) {
        boolean plain = value.chars().allMatch(c -> c >= 0x20 && c < 0x7F)
                && value.equals(value.strip())
                && !(value.startsWith(OPENING) && value.endsWith(CLOSING));
        return plain
                ? value
                : OPENING + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + CLOSING;
    }

    /** The value without the blanks and tabs around it, which belong to the header (RFC 9110, 5.5); nothing else does. */
    public static String bare(String header) {
        int from = 0;
        int to = header.length();
        while (from < to && isBlank(header.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(header.charAt(to - 1))) {
            to--;
        }
        return header.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The value a header stands for; empty if it is marked as base64 and is none, or is no UTF-8. */
    public static Optional<String> decode(String header) {
        String value = bare(header);
        if (value.length() < OPENING.length() + CLOSING.length()
                || !value.startsWith(OPENING)
                || !value.endsWith(CLOSING)) {
            return Optional.of(value);
        }
        String inner = value.substring(OPENING.length(), value.length() - CLOSING.length());
        try {
            byte[] bytes = Base64.getDecoder().decode(inner);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return Optional.empty();
        }
    }
}
