package org.mcpcoordinator.cluster;

/** What is known of a node, derived from its last heartbeat. */
public enum NodeState {
    /** Its heartbeat is younger than 15 s. */
    UP,
    /** As UP, but drained: it ends what it has begun, and takes neither calls from a balancer nor leases. */
    DRAINING,
    /** It said good-bye: undeployed or stopped in order. */
    LEFT,
    /** Silent for 15 s, without a good-bye. */
    DEAD;

    /** True while it is heard, whatever it takes. */
    public boolean lives() {
        return this == UP || this == DRAINING;
    }
}
