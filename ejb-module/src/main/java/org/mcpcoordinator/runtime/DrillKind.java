package org.mcpcoordinator.runtime;

import java.util.Locale;

/** The faults that can be made on purpose, by the names the command line gives them. */
public enum DrillKind {
    /** kill -9 of a server's process. */
    KILL_SERVER,
    /** kill -9 of the host agent, or of the process that a category's built-in servers share. */
    KILL_HOST_PROCESS,
    /** PostgreSQL stopped for some seconds. */
    CUT_DB;

    /** The name in commands, addresses and JSON, for example {@code kill-server}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
