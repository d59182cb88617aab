package org.mcpcoordinator.cluster;

/** What is known of a host, derived from when it was last seen. */
public enum HostState {
    /** Its agent was seen within the last 15 s. */
    UP,
    /** A node on it is alive, or one anywhere holds its lease, and nobody has seen its agent for 15 s or ever. */
    AGENT_AWAY,
    /** Neither a node on it nor its agent has been seen for 15 s, and its lease has run out. */
    DEAD
}
