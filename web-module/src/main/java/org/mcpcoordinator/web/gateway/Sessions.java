package org.mcpcoordinator.web.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.routing.Route;

/**
 * Which copy gave out a session id, and to whom: a session is called on its own copy, and only by the caller it was
 * given to (a session id is no login). Bounded: what has not been used for two generations is forgotten, and is then
 * bound again by its next use.
 */
final class Sessions {
    private final int generation;
    private final long heaviest;
    private final Map<String, Deque<String>> minted = new ConcurrentHashMap<>();
    private final AtomicLong weight = new AtomicLong();
    private volatile Map<String, Place> young = new ConcurrentHashMap<>();
    private volatile Map<String, Place> old = new ConcurrentHashMap<>();

    /** So many that we gave out ourselves are kept for one caller; the oldest goes first. */
    static final int MINTED_EACH = 2_000;

    /**
     * Remembers at least the {@code generation} sessions used last, at most twice as many; fewer where what their clients
     * said weighs more.
     *
     * @param heaviest bytes of what the clients of one generation said
     */
    Sessions(int generation, long heaviest) {
        this.generation = generation;
        this.heaviest = heaviest;
    }

    /** Where the session lives, if that is known. */
    @Nullable
    Place find(String server, String session) {
        String key = key(server, session);
        Place place = young.get(key);
        if (place == null) {
            place = old.get(key);
            if (place != null) {
                remember(key, place);
            }
        }
        return place;
    }

    /** Binds the session to copy and caller, unless it is bound already. */
    void bind(String server, String session, Place place) {
        if (find(server, session) == null) {
            remember(key(server, session), place);
        }
    }

    /** Binds it to another place, whatever it was bound to. */
    void rebind(String server, String session, Place place) {
        remember(key(server, session), place);
    }

    /** Binds one that we gave out ourselves. */
    void mint(String server, String session, Place place) {
        String key = key(server, session);
        Deque<String> own = minted.computeIfAbsent(place.owner(), owner -> new ArrayDeque<>());
        String oldest;
        synchronized (own) {
            own.add(key);
            oldest = own.size() > MINTED_EACH ? own.remove() : null;
        }
        if (oldest != null) {
            young.remove(oldest);
            old.remove(oldest);
        }
        remember(key, place);
    }

    /** The session has ended. */
    void forget(String server, String session) {
        String key = key(server, session);
        young.remove(key);
        old.remove(key);
    }

    /** Sessions known now. */
    int size() {
        return young.size() + old.size();
    }

    private void remember(String key, Place place) {
        Map<String, Place> now = young;
        Place before = now.put(key, place);
        // What is forgotten is not taken off: then a generation ends early.
        long heavy = weight.addAndGet(place.weight() - (before == null ? 0 : before.weight()));
        if (now.size() >= generation || heavy >= heaviest) {
            turn(now);
        }
    }

    private synchronized void turn(Map<String, Place> full) {
        if (young == full) {
            old = full;
            young = new ConcurrentHashMap<>();
            weight.set(0);
        }
    }

    private static String key(String server, String session) {
        return server + '\n' + session;
    }

    /**
     * Where a session lives and whose it is.
     *
     * @param replica the copy that gave it out
     * @param owner name of the caller
     * @param incarnation of the server's process where that ends when nobody calls; else empty
     * @param upstream the session's id at the server, where we gave the client another one; null if both are the same
     * @param greeting what the client said with {@code initialize}, as JSON, if we answered that; else null
     */
    record Place(
            int replica,
            String owner,
            String incarnation,
            @Nullable String upstream,
            @Nullable String greeting) {
        Place {
            Objects.requireNonNull(owner);
            Objects.requireNonNull(incarnation);
        }

        private long weight() {
            return greeting == null ? 0 : greeting.length();
        }

        /** Where a session lives whose server always runs. */
        Place(int replica, String owner) {
            this(replica, owner, "", null, null);
        }

        /** A session that goes through as it is. */
        static Place through(Route route, String owner) {
            return new Place(route.replica(), owner, route.incarnation(), null, null);
        }
    }
}
