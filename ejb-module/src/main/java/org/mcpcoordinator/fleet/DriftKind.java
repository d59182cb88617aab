package org.mcpcoordinator.fleet;

/** How wish, record and what runs may differ. */
public enum DriftKind {
    /** Wished to run, and does not. */
    MISSING,
    /** Runs, and nobody wishes it. */
    EXTRA,
    /** Runs in another version than the one wished for, although that has been told. */
    WRONG_VERSION,
    /** A program that is none of ours holds its port, or it runs on another one than its record says. */
    WRONG_PORT,
    /** Its record names a process that is not its own. */
    ZOMBIE_RECORD
}
