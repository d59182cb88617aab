package org.mcpcoordinator.management;

/** {@code org.mcpcoordinator:type=Gateway}: this node's gateway. */
public interface GatewayMXBean {
    /** Calls under way now, open event streams included. */
    long getInFlight();

    /** Calls that ended per second, over the last 5 to 10 s. */
    double getCallsPerSecond();

    /** Time to the head of the answer that 95 of 100 calls did not exceed, over the last 5 to 10 s; 0 without calls. */
    double getP95Millis();

    /** Calls refused because of their callers' limits, since the node began. */
    long getLimitedCallers();

    /** Calls refused because of their servers' limits, since the node began. */
    long getLimitedServers();

    /** Calls that were too many to be written down, since the node began. */
    long getUnwrittenCalls();
}
