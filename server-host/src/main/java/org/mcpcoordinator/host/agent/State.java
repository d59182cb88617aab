package org.mcpcoordinator.host.agent;

/** What callers are told of a server. */
enum State {
    /** Wished, and on its way. */
    STARTING,
    /** Its process is there, or its serve process has taken it. */
    RUNNING,
    /** Ended, and is being started again by the restart policy. */
    BACKOFF,
    /** Not running, and waiting for its secrets to be sent again. */
    EXITED,
    /** Given up on; the reason says why. */
    FAILED,
    /** Not wished to run, and nothing of it is left. */
    STOPPED
}
