package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.kept.SessionBook;
import org.mcpcoordinator.web.gateway.kept.SessionKind;

/**
 * Where the sessions at single servers live, and whose they are: each is called on its own copy, and only by the caller it was
 * given to (a session id is no login). One that ends here is ended at its server.
 */
final class Sessions implements SessionKind<Sessions.Place> {
    private final SessionBook.Shelf<Place> shelf;
    private final Goodbye goodbye;
    private final Map<String, Integer> listening = new ConcurrentHashMap<>();

    Sessions(SessionBook book, Goodbye goodbye) {
        this.goodbye = goodbye;
        this.shelf = book.of(this);
    }

    /** Says it to a server. */
    @FunctionalInterface
    interface Goodbye {
        /** @param session its id at the server */
        void say(String server, Place place, String session);
    }

    /** Where the caller's session lives; null if there is none of that name, or it is somebody else's. */
    @Nullable
    Place find(String server, String session, String caller) {
        return shelf.find(key(server, session), caller);
    }

    /**
     * Binds the session to copy and caller, unless it is bound already.
     *
     * @return ends when any node may be asked for it, after a second at the latest
     */
    CompletionStage<?> bind(String server, String session, Place place) {
        return shelf.look(key(server, session)) == null
                ? rebind(server, session, place)
                : CompletableFuture.completedFuture(null);
    }

    /** Binds it to another place, whatever it was bound to; ends as {@link #bind} does. */
    CompletionStage<?> rebind(String server, String session, Place place) {
        return shelf.keep(key(server, session), place.owner(), place);
    }

    /** The session has ended, and its server knows. */
    void forget(String server, String session) {
        shelf.forget(key(server, session));
    }

    /** The session has ended, and its server is told. */
    void end(String server, String session) {
        shelf.end(key(server, session));
    }

    private static String key(String server, String session) {
        return server + '\n' + session;
    }

    @Override
    public String name() {
        return "place";
    }

    @Override
    public ObjectNode written(Place place) {
        ObjectNode kept = Json.object().put("replica", place.replica());
        if (!place.incarnation().isEmpty()) {
            kept.put("incarnation", place.incarnation());
        }
        if (place.upstream() != null) {
            kept.put("upstream", place.upstream());
        }
        return place.greeting() == null ? kept : kept.put("greeting", place.greeting());
    }

    @Override
    public Place read(String key, String owner, ObjectNode kept) {
        return new Place(
                kept.path("replica").asInt(),
                owner,
                kept.path("incarnation").asText(""),
                kept.path("upstream").textValue(),
                kept.path("greeting").textValue());
    }

    @Override
    public boolean isBusy(String key, Place place) {
        return listening.containsKey(key);
    }

    /** A stream of the session is open until that is run; meanwhile nobody has to call. */
    Runnable listens(String server, String session) {
        String key = key(server, session);
        listening.merge(key, 1, Integer::sum);
        return () -> listening.computeIfPresent(key, (same, streams) -> streams > 1 ? streams - 1 : null);
    }

    @Override
    public void ended(String key, Place place) {
        int line = key.indexOf('\n');
        String id = place.upstream() == null ? key.substring(line + 1) : place.upstream();
        if (!id.isEmpty()) {
            goodbye.say(key.substring(0, line), place, id);
        }
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
