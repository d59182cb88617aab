package org.mcpcoordinator.web.gateway.whole;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Revision;

/** A legacy client's session with all servers; those at the servers themselves are opened when they are called. */
public final class FrontSession {
    private final String id;
    private final String owner;
    private final String scope;
    private final Revision revision;
    private final Set<String> servers = ConcurrentHashMap.newKeySet();
    private final Map<String, String> running = new ConcurrentHashMap<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private volatile long usedAt;

    FrontSession(String id, String owner, String scope, Revision revision, long now) {
        this.id = Objects.requireNonNull(id);
        this.owner = Objects.requireNonNull(owner);
        this.scope = Objects.requireNonNull(scope);
        this.revision = Objects.requireNonNull(revision);
        this.usedAt = now;
    }

    /** Its id; unguessable. */
    public String id() {
        return id;
    }

    String owner() {
        return owner;
    }

    /** True if it is that caller's, and was opened at that address. */
    boolean is(String caller, String where) {
        return owner.equals(caller) && scope.equals(where);
    }

    /** The revision that was agreed on. */
    public Revision revision() {
        return revision;
    }

    /** A session at that server belongs to it from now on. */
    public void enter(String server) {
        servers.add(server);
    }

    /** Servers that have been called in it. */
    public Set<String> servers() {
        return Set.copyOf(servers);
    }

    /** That request of the client is under way at the server. */
    public void begin(String request, String server) {
        running.put(request, server);
    }

    /** It is over. */
    public void end(String request) {
        running.remove(request);
    }

    /** Where a request is under way; null if it is not. */
    public @Nullable String where(String request) {
        return running.get(request);
    }

    /** Takes the place of its one stream of news; false if that is taken. */
    public boolean listen() {
        return listening.compareAndSet(false, true);
    }

    /** Gives the place back. */
    public void hangUp() {
        listening.set(false);
    }

    void use(long now) {
        usedAt = now;
    }

    long usedAt() {
        return usedAt;
    }

    boolean isIdle(long now, long most) {
        return now - usedAt > most && !listening.get() && running.isEmpty();
    }
}
