package org.mcpcoordinator.management;

/** {@code org.mcpcoordinator:type=Fleet}: the fleet in figures, as this node last saw it, and actions on one server. */
public interface FleetMXBean {
    /** Instances wished to run. */
    int getDesired();

    /** Instances that answer their probes. */
    int getHealthy();

    /** Instances given up on. */
    int getFailed();

    /** Id of the revision the newest rollout aims at; 0 before the first. */
    long getRevision();

    /** One sentence for each fleet that was left between two revisions; empty if there is none. */
    String getDegraded();

    /** Starts all copies of a server anew. */
    void restart(String name);

    /** Stops all copies of a server until they are started again. */
    void stop(String name);

    /** Starts all copies of a server that was stopped. */
    void start(String name);
}
