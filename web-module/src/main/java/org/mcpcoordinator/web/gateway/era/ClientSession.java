package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Revision;

/** One legacy client's session, which we keep because its server keeps none, or because it is one with many. Guarded by itself. */
public final class ClientSession {
    /** Requests of one session under way, and questions that wait for an answer. */
    static final int MOST_OPEN = 256;

    /** Resources one session may hear of, and the longest name of one. */
    static final int MOST_URIS = 200;

    static final int LONGEST_URI = 4 << 10;

    /** Letters of the id of a task that it hears of, as many as resources. */
    private static final int LONGEST_TASK = 512;

    /** Empty for a request without a session. */
    final String id;

    final String server;
    final String caller;
    final ObjectNode capabilities;
    final ObjectNode clientInfo;
    private final Map<JsonNode, Carried> open = new HashMap<>();
    private final Questions questions = new Questions(MOST_OPEN);
    private final Set<String> uris = new LinkedHashSet<>();
    private final Set<String> tasks = new LinkedHashSet<>();
    private @Nullable SessionStream stream;
    private @Nullable String level;
    private Revision newest = Revision.NEWEST_LEGACY;
    private volatile Runnable changed = () -> {};

    ClientSession(String id, String server, String caller, ObjectNode capabilities, ObjectNode clientInfo) {
        this.id = id;
        this.server = server;
        this.caller = caller;
        this.capabilities = capabilities;
        this.clientInfo = clientInfo;
    }

    /**
     * A client's session with many servers, each of which keeps one for it.
     *
     * @param capabilities see {@link org.mcpcoordinator.mcp.EraTerms#askable}
     * @param newest the revision that was agreed on with the client
     */
    public static ClientSession withMany(
            String id, String caller, ObjectNode capabilities, ObjectNode clientInfo, Revision newest) {
        ClientSession session = new ClientSession(id, "", caller, capabilities, clientInfo);
        session.newest = newest;
        return session;
    }

    /** True if a server may ask its client something. */
    public boolean isAskable() {
        return !capabilities.isEmpty();
    }

    /** True while something is under way. */
    public synchronized boolean isBusy() {
        return !open.isEmpty() || stream != null;
    }

    /** Who keeps it hears when something of it is another now. */
    public void whenChanged(Runnable keeping) {
        changed = keeping;
    }

    /** What of it other processes have to know; the rest lives as long as its client's requests. */
    public synchronized ObjectNode written(ObjectNode kept) {
        kept.set("capabilities", capabilities);
        kept.set("clientInfo", clientInfo);
        kept.put("revision", newest.id());
        if (level != null) {
            kept.put("level", level);
        }
        if (!uris.isEmpty()) {
            uris.forEach(kept.putArray("uris")::add);
        }
        return kept;
    }

    /** Goes on with what was written. */
    public synchronized void recall(ObjectNode kept) {
        level = kept.path("level").textValue();
        kept.path("uris").forEach(uri -> uris.add(uri.asText()));
    }

    /** One for a request that belongs to no session: nothing can be asked of its client. */
    static ClientSession nobody(String server, String caller) {
        return new ClientSession("", server, caller, Json.object(), Json.object());
    }

    /** Who asks when this client does. */
    public synchronized Asker asker() {
        String own = server.isEmpty() ? id : "";
        return new Asker(caller, Era.LEGACY, capabilities, clientInfo, level, own, newest);
    }

    /** Log messages of that level on are wanted; false if there is no such level. */
    public boolean setLevel(String wanted) {
        boolean known = LogLevels.isLevel(wanted);
        if (known) {
            level(wanted);
        }
        return known;
    }

    void level(String wanted) {
        synchronized (this) {
            level = wanted;
        }
        changed.run();
    }

    /** False if a request with this id is under way, or too many are. */
    synchronized boolean begin(JsonNode request, Carried carried) {
        return open.size() < MOST_OPEN && open.putIfAbsent(request, carried) == null;
    }

    synchronized boolean isFree(JsonNode request) {
        return open.size() < MOST_OPEN && !open.containsKey(request);
    }

    /** The request has had its answer; what it asked is over. */
    void over(JsonNode request) {
        Carried carried;
        synchronized (this) {
            carried = open.remove(request);
        }
        questions.over(carried);
    }

    /** The question as the client gets it: with an id that is unique in its session. */
    public Frame.Request ask(Carried by, Frame.Request question) {
        return questions.ask(by, question);
    }

    /** The client has answered something; nothing if it has not been asked. */
    public void answered(Frame answer) {
        questions.answered(answer);
    }

    /** The client no longer wants the answer to its request. */
    public void cancel(JsonNode request, String reason) {
        Carried carried;
        synchronized (this) {
            carried = open.get(request);
        }
        if (carried != null) {
            over(request);
            carried.cancel(reason);
        }
    }

    /** False if it listens already. */
    synchronized boolean listen(SessionStream to) {
        if (stream != null) {
            return false;
        }
        stream = to;
        return true;
    }

    synchronized void leave(SessionStream ended) {
        if (stream == ended) {
            stream = null;
        }
    }

    /** Resources it wants to hear of. */
    public synchronized List<String> uris() {
        return List.copyOf(uris);
    }

    /** False if that is too much. */
    public boolean subscribe(String uri) {
        SessionStream hearing;
        synchronized (this) {
            if (uri.length() > LONGEST_URI || (!uris.contains(uri) && uris.size() >= MOST_URIS)) {
                return false;
            }
            if (!uris.add(uri)) {
                return true;
            }
            hearing = stream;
        }
        changed(hearing);
        return true;
    }

    /** A call of its has become that task, if it is one; it hears of the newest ones on its stream. */
    void began(String task) {
        SessionStream hearing;
        synchronized (this) {
            if (task.isEmpty() || task.length() > LONGEST_TASK || server.isEmpty() || Finished.isOurs(task)) {
                return;
            }
            tasks.add(task);
            if (tasks.size() > MOST_URIS) {
                tasks.remove(tasks.iterator().next());
            }
            hearing = stream;
        }
        if (hearing != null) {
            hearing.again();
        }
    }

    /** Tasks it hears of. */
    synchronized List<String> tasks() {
        return List.copyOf(tasks);
    }

    /** It wants to hear of it no longer. */
    public void unsubscribe(String uri) {
        SessionStream hearing;
        synchronized (this) {
            if (!uris.remove(uri)) {
                return;
            }
            hearing = stream;
        }
        changed(hearing);
    }

    private void changed(@Nullable SessionStream hearing) {
        changed.run();
        if (hearing != null) {
            hearing.again();
        }
    }

    /** Everything that is under way is given up. */
    public void end() {
        List<JsonNode> requests;
        SessionStream last;
        synchronized (this) {
            requests = new ArrayList<>(open.keySet());
            last = stream;
        }
        if (last != null) {
            last.end();
        }
        requests.forEach(request -> cancel(request, "the session has ended"));
    }
}
