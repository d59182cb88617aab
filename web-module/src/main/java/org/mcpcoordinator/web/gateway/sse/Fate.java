package org.mcpcoordinator.web.gateway.sse;

import org.mcpcoordinator.web.gateway.era.Post;

/**
 * What has become of something a server was told.
 *
 * @param status of HTTP; 0 if there was none
 */
record Fate(Kind kind, int status) {
    enum Kind {
        TAKEN,
        REFUSED,
        AWAY,
        CUT,
        /** It may have taken it, and still answer on its stream. */
        SILENT
    }

    static final Fate NEVER_SENT = new Fate(Kind.AWAY, 0);

    static Fate of(int status) {
        return new Fate(status >= 200 && status < 300 ? Kind.TAKEN : Kind.REFUSED, status);
    }

    static Fate of(Post.Break how) {
        return switch (how) {
            case AWAY -> NEVER_SENT;
            case SILENT -> new Fate(Kind.SILENT, 0);
            case CUT, TOO_LONG -> new Fate(Kind.CUT, 0);
        };
    }

    boolean isBad() {
        return kind != Kind.TAKEN && kind != Kind.SILENT;
    }

    /** Whoever does not let us in says so himself; all else is a bad gateway. */
    int told() {
        return status == 401 || status == 403 ? status : kind == Kind.SILENT ? 504 : 502;
    }

    /** For whoever reads why it failed. */
    String sentence() {
        return switch (kind) {
            case REFUSED -> "it refuses what it is told with HTTP " + status;
            case SILENT -> "it does not say whether it has taken what it was told";
            default -> "it takes no messages";
        };
    }
}
