package org.mcpcoordinator.cluster;

/** What is known of a node, derived from its last heartbeat. */
public enum NodeState {
    /** Its heartbeat is younger than 15 s. */
    UP,
    /** It said good-bye: undeployed or stopped in order. */
    LEFT,
    /** Silent for 15 s, without a good-bye. */
    DEAD
}
