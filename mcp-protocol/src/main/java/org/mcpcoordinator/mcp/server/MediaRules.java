package org.mcpcoordinator.mcp.server;

import java.util.Locale;
import java.util.Optional;

/** What {@code Content-Type} and {@code Accept} must say; the text is the same in both eras. */
public final class MediaRules {
    private MediaRules() {}

    /** True for JSON, whatever its parameters. */
    public static boolean isJson(Optional<String> contentType) {
        return contentType
                .map(MediaRules::type)
                .filter("application/json"::equals)
                .isPresent();
    }

    /** A client must accept both kinds of answer; wildcards count, and no header at all means everything (RFC 9110). */
    public static boolean acceptsBoth(Optional<String> accept) {
        return accept.isEmpty()
                || (accepts(accept.get(), "application", "json") && accepts(accept.get(), "text", "event-stream"));
    }

    private static boolean accepts(String accept, String kind, String form) {
        for (String range : accept.split(",", -1)) {
            String type = type(range);
            if (type.equals(kind + "/" + form) || type.equals(kind + "/*") || type.equals("*/*")) {
                return true;
            }
        }
        return false;
    }

    private static String type(String value) {
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}
