package org.mcpcoordinator.host.door;

import java.util.function.Consumer;

/** What the door leads to. Called on the door's thread, which must not be held up. */
public interface Behind {
    /** Tells whether the agent runs a server at that port now; from any thread, once. */
    void runs(int port, Consumer<Boolean> told);

    /** Somebody wants to talk to the agent itself. */
    Passage.Ear welcome(Passage caller);
}
