package org.mcpcoordinator.directory;

/** Templates of URIs (RFC 6570), as far as it matters whose a URI is. */
final class Templates {
    private Templates() {}

    /** True if the URI may be the template filled in: all that is fixed is there, in its order. */
    static boolean fits(String template, String uri) {
        int open = template.indexOf('{');
        if (open < 0) {
            return template.equals(uri);
        }
        if (!uri.startsWith(template.substring(0, open))) {
            return false;
        }
        int at = open;
        int close = template.indexOf('}', open);
        while (close >= 0) {
            open = template.indexOf('{', close);
            String fixed = template.substring(close + 1, open < 0 ? template.length() : open);
            if (open < 0) {
                return uri.length() - at >= fixed.length() && uri.endsWith(fixed);
            }
            int found = uri.indexOf(fixed, at);
            if (found < 0) {
                return false;
            }
            at = found + fixed.length();
            close = template.indexOf('}', open);
        }
        return false;
    }
}
