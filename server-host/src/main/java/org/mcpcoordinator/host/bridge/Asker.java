package org.mcpcoordinator.host.bridge;

import org.mcpcoordinator.mcp.Frame;

/** Whoever waits for the answer to a request. Called with the child's lock held; must not block. */
interface Asker {
    /** The answer: a result or a failure. Its id is the pipe's, not the asker's. */
    void answered(Frame answer);

    /** Something that belongs to the request came before its answer: progress, or an event of a subscription. */
    default void heard(Frame.Notification notification) {}

    /** True if a person or a model waits, rather than a program that looks whether all is well. */
    default boolean works() {
        return false;
    }
}
