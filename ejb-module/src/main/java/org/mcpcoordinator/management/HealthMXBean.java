package org.mcpcoordinator.management;

/** {@code org.mcpcoordinator:type=Health}: how well this node watches the servers of its host. */
public interface HealthMXBean {
    /** How long ago the server was probed that has waited longest, in milliseconds. */
    long getSweepMillis();

    /** Servers whose probe is late. */
    int getOverdue();
}
