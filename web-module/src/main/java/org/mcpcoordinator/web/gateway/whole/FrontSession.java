package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.web.gateway.era.Carried;
import org.mcpcoordinator.web.gateway.era.ClientSession;

/** A legacy client's session with all servers; those at the servers themselves are opened when they are called. */
public final class FrontSession {
    private final String id;
    private final String scope;
    private final Revision revision;
    private final ClientSession talk;
    private final Map<String, Boolean> read = new ConcurrentHashMap<>();
    private final Map<String, Carried> overheard = new ConcurrentHashMap<>();
    private final Map<String, String> homes = new ConcurrentHashMap<>();
    private final Set<String> servers = ConcurrentHashMap.newKeySet();
    private final Map<String, String> running = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Consumer<Frame>> listening = new AtomicReference<>();
    private volatile Runnable changed = () -> {};

    FrontSession(ClientSession talk, String id, String scope, Revision revision) {
        this.talk = Objects.requireNonNull(talk);
        this.id = Objects.requireNonNull(id);
        this.scope = Objects.requireNonNull(scope);
        this.revision = Objects.requireNonNull(revision);
    }

    /** Its id; unguessable. */
    public String id() {
        return id;
    }

    /** Where it was opened: id of a category, or empty. */
    String scope() {
        return scope;
    }

    void whenChanged(Runnable keeping) {
        changed = keeping;
        talk.whenChanged(keeping);
    }

    /** What of it other processes have to know. */
    ObjectNode written(ObjectNode kept) {
        talk.written(kept.put("scope", scope));
        kept.put("revision", revision.id());
        if (!servers.isEmpty()) {
            servers.forEach(kept.putArray("servers")::add);
        }
        if (!read.isEmpty()) {
            read.forEach(kept.putObject("read")::put);
        }
        return kept;
    }

    /** Goes on with what was written. */
    void recall(ObjectNode kept) {
        talk.recall(kept);
        kept.path("servers").forEach(server -> servers.add(server.asText()));
        kept.path("read")
                .properties()
                .forEach(each -> read.put(each.getKey(), each.getValue().asBoolean()));
    }

    /** The revision that was agreed on. */
    public Revision revision() {
        return revision;
    }

    /** What its client can be asked, what it has been asked, and what it wants to hear. */
    public ClientSession talk() {
        return talk;
    }

    /**
     * True if what it says to that server is read on the way, for the server may ask it something or is told a level of log
     * messages. That stays as it was with the first request: there is one session for it at each server.
     */
    public boolean isRead(String server) {
        Boolean known = read.get(server);
        if (known != null) {
            return known;
        }
        boolean fresh = talk.isAskable() || talk.asker().level() != null;
        Boolean first = read.putIfAbsent(server, fresh);
        changed.run();
        return first == null ? fresh : first;
    }

    /** The copy of a server that keeps a session for it: the one it was with before, or this one. */
    public String home(String server, String address) {
        return homes.computeIfAbsent(server, first -> address);
    }

    /** That copy is gone: it is with this one from now on. */
    public void move(String server, String address) {
        homes.put(server, address);
    }

    /** A session at that server belongs to it from now on. */
    public void enter(String server) {
        if (servers.add(server)) {
            changed.run();
        }
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
    public boolean listen(Consumer<Frame> stream) {
        return listening.compareAndSet(null, stream);
    }

    /** True while it has one. */
    public boolean isListening() {
        return listening.get() != null;
    }

    /** Listens to what a server says beside the client's requests, once, and until the client's stream ends. */
    public void overhear(String server, Supplier<Carried> beginning) {
        if (isListening()) {
            overheard.computeIfAbsent(server, fresh -> beginning.get());
        }
    }

    /** Says something on that stream; nothing if there is none. */
    public void tell(Frame frame) {
        Consumer<Frame> stream = listening.get();
        if (stream != null) {
            stream.accept(frame);
        }
    }

    /** Gives the place back. */
    public void hangUp() {
        listening.set(null);
        overheard.keySet().forEach(server -> {
            Carried carried = overheard.remove(server);
            if (carried != null) {
                carried.cancel("nobody listens any more");
            }
        });
    }

    boolean isBusy() {
        return listening.get() != null || !running.isEmpty() || talk.isBusy();
    }
}
