package org.mcpcoordinator.host.agent;

import org.jspecify.annotations.Nullable;

/** What the agent tells its own log. */
final class Report {
    private static final System.Logger LOG = System.getLogger("agent");

    private Report() {}

    /** Something that happens in the course of things. */
    static void note(String what, @Nullable Throwable cause) {
        LOG.log(System.Logger.Level.INFO, cause == null ? what : what + ": " + cause);
    }

    /** Something that should not happen. */
    static void failure(String what, Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, what, cause);
    }
}
