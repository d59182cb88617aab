package org.mcpcoordinator.host.agent;

/** A way of running servers. Called on the keeper's thread, never blocks it, answers through {@link Outcome}. */
interface Runner {
    /** Starts it; ends in {@code started} or {@code refused}. */
    void start(Launching launching);

    /** Stops what that token started; ends in {@code stopped}. */
    void stop(ServerKey key, long token);
}
