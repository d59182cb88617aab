package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mcpcoordinator.mcp.Revision;

/**
 * The sessions of one program's legacy clients. Clients forget to end them: one that has not been used for an hour ends,
 * and of too many the one that was used longest ago and on which nothing waits. Guarded by the child's lock.
 */
final class Sessions {
    static final int MOST = 1000;
    static final long IDLE_MILLIS = 3_600_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private final LongSupplier millis;
    private Consumer<Session> ended = session -> {};

    /** @param millis a steady clock */
    Sessions(LongSupplier millis) {
        this.millis = millis;
    }

    /** Hears of each session that has ended, whatever the reason. */
    void ifEnded(Consumer<Session> listener) {
        ended = listener;
    }

    /** Begins one; empty if as many as may be are in use. */
    Optional<Session> begin(Revision revision, ObjectNode capabilities, ObjectNode clientInfo) {
        makeRoom();
        if (sessions.size() >= MOST) {
            return Optional.empty();
        }
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        Session session = new Session(HexFormat.of().formatHex(id), revision, capabilities, clientInfo);
        session.usedAt = millis.getAsLong();
        sessions.put(session.id, session);
        return Optional.of(session);
    }

    Optional<Session> find(String id) {
        Session session = sessions.get(id);
        if (session != null) {
            session.usedAt = millis.getAsLong();
        }
        return Optional.ofNullable(session);
    }

    void end(Session session) {
        if (sessions.remove(session.id) != null) {
            session.end();
            ended.accept(session);
        }
    }

    Collection<Session> all() {
        return List.copyOf(sessions.values());
    }

    private void makeRoom() {
        long now = millis.getAsLong();
        List<Session> over = new ArrayList<>();
        Iterator<Session> oldest = sessions.values().iterator();
        while (oldest.hasNext()) {
            Session session = oldest.next();
            boolean tooMany = sessions.size() - over.size() >= MOST;
            if (!session.isBusy() && (tooMany || now - session.usedAt > IDLE_MILLIS)) {
                over.add(session);
            }
        }
        over.forEach(this::end);
    }
}
