package org.mcpcoordinator.cli.product;

/** How the host agent is, and whether it would outlive WildFly. */
public enum AgentState {
    /** Runs on its own. */
    RUNS,
    /** Nothing was started yet, or all is down. */
    DOWN,
    /** WildFly runs and the agent does not. */
    MISSING,
    /** Runs inside the control group of WildFly's unit, and would end with it. */
    INSIDE_UNIT
}
