package org.mcpcoordinator.cluster;

/** Whether a host takes servers, as a person wants it. */
public enum Placing {
    /** It takes servers. */
    OPEN,
    /** It keeps what it has and takes no more. */
    CORDONED,
    /** It takes no more, and what it has is placed elsewhere. */
    DRAINING
}
