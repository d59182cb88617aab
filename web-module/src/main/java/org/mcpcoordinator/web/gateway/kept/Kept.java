package org.mcpcoordinator.web.gateway.kept;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One session in this process, and when it was used. */
final class Kept<S> {
    final String key;
    final String owner;
    final SessionKind<S> kind;
    final S session;
    volatile long usedAt;
    volatile long writtenAt;
    volatile int weight;

    Kept(String key, String owner, SessionKind<S> kind, S session, long now) {
        this.key = key;
        this.owner = owner;
        this.kind = kind;
        this.session = session;
        this.usedAt = now;
        this.writtenAt = now;
    }

    ObjectNode written() {
        return kind.written(session);
    }

    boolean isBusy() {
        return kind.isBusy(key, session);
    }

    void end() {
        kind.ended(key, session);
    }
}
