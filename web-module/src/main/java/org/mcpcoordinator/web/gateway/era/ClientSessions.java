package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Sessions of legacy clients whose servers keep none. Unguessable, and only for the caller who opened them: an id is no
 * login. Bounded: of one caller the one used longest ago goes first, and what nobody uses goes after an hour. Safe for any
 * thread.
 */
final class ClientSessions {
    /** How their ids begin. */
    static final String PREFIX = "era-";

    private static final int MOST = 20_000;
    private static final int MOST_EACH = 2_000;
    private static final long IDLE_NANOS = Duration.ofHours(1).toNanos();

    private final LinkedHashMap<String, ClientSession> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Integer> each = new LinkedHashMap<>();

    ClientSession begin(String server, String caller, ObjectNode capabilities, ObjectNode clientInfo) {
        ClientSession fresh = new ClientSession(PREFIX + UUID.randomUUID(), server, caller, capabilities, clientInfo);
        List<ClientSession> leaving = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            // The map begins with the one that was used longest ago.
            while (!sessions.isEmpty()) {
                ClientSession oldest = sessions.values().iterator().next();
                if (sessions.size() < MOST && now - oldest.usedAt < IDLE_NANOS) {
                    break;
                }
                leaving.add(remove(oldest));
            }
            if (each.getOrDefault(caller, 0) >= MOST_EACH) {
                sessions.values().stream()
                        .filter(session -> session.caller.equals(caller))
                        .findFirst()
                        .ifPresent(oldest -> leaving.add(remove(oldest)));
            }
            sessions.put(fresh.id, fresh);
            each.merge(caller, 1, Integer::sum);
        }
        leaving.forEach(ClientSession::end);
        return fresh;
    }

    /** The session, if it is that caller's and that server's. */
    synchronized Optional<ClientSession> find(String id, String server, String caller) {
        Optional<ClientSession> found = Optional.ofNullable(sessions.get(id))
                .filter(session -> session.server.equals(server) && session.caller.equals(caller));
        found.ifPresent(session -> session.usedAt = System.nanoTime());
        return found;
    }

    void end(ClientSession session) {
        synchronized (this) {
            if (sessions.get(session.id) == session) {
                remove(session);
            }
        }
        session.end();
    }

    synchronized int size() {
        return sessions.size();
    }

    private ClientSession remove(ClientSession session) {
        sessions.remove(session.id);
        each.computeIfPresent(session.caller, (caller, count) -> count > 1 ? count - 1 : null);
        return session;
    }
}
