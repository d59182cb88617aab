package org.mcpcoordinator.fleet;

/** What is wished for an instance. */
public enum Desired {
    RUNNING,
    STOPPED,
    /** To be stopped, its port given back and its row deleted. */
    REMOVED
}
