package org.mcpcoordinator.web.gateway.kept;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One kind of sessions: what of them other processes need to know, and what is to be done at their end.
 *
 * @param <S> such a session in this process
 */
public interface SessionKind<S> {
    /** Tells its sessions from others in what is kept; never changed. */
    String name();

    /** What of it is kept. */
    ObjectNode written(S session);

    /** Makes it again from what was kept. */
    S read(String key, String owner, ObjectNode kept);

    /** True while its client is doing something in it that is not a call of its own, such as listening. */
    boolean isBusy(String key, S session);

    /** It has ended, whoever ended it; called once, on any thread. */
    void ended(String key, S session);
}
