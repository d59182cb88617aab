package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.util.Methods;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.wire.OwnServer;
import org.xnio.XnioIoThread;

/**
 * Asks a server in the era it speaks what somebody asks in his own, and tells him in his terms what comes back. This is for
 * requests that have been read; what passes through untouched does not come here. Safe for any thread.
 */
public final class EraBridge implements AutoCloseable {
    private static final int MOST_LISTENING = 500;

    private final Wires wires;
    private final Mirrored mirrored = new Mirrored();
    private final Parking parking = new Parking();
    private final Tasked tasked = new Tasked();
    private final Finished finished = new Finished(Clock.systemUTC());
    private final Interviews interviews = new Interviews(System::nanoTime);
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger listening = new AtomicInteger();
    private final Function<String, CallCount> counts;
    private final UpstreamSessions sessions;
    private volatile @Nullable Own own;

    /**
     * A bridge to all servers.
     *
     * @param counts gives the count of calls under way at an address
     * @param limit until a server must have begun its answer, and until one that is no stream must be whole
     */
    public EraBridge(Function<String, CallCount> counts, Duration limit) {
        this.counts = counts;
        this.wires = new Wires(limit);
        this.sessions = new UpstreamSessions(wires);
    }

    /**
     * Carries a request to a server that speaks the asker's era or the other one; for servers of both, or of which that is
     * not known, in the asker's. Never for {@code initialize}, {@code ping} and other talk of a legacy session, which whoever
     * keeps that session answers.
     *
     * @param home where all of it happens, and where the ear hears; to be called on that thread
     * @param request with the asker's own id and progress token
     */
    public Carried carry(XnioIoThread home, Route route, Asker asker, Frame.Request request, Ear ear) {
        boolean there = route.eras().spokenWith(asker.era()) == Era.MODERN;
        if (there && !asker.isModern() && !Own.is(route) && LegacyTask.is(request)) {
            return new LegacyTask(this, home, route, asker, request, ear).begin();
        }
        if (!there && asker.isModern() && ModernTask.is(this, route, request)) {
            return new ModernTask(this, home, route, asker, request, ear).begin();
        }
        return plain(home, route, asker, request, ear);
    }

    /** The same without tasks being looked at. */
    Carried plain(XnioIoThread home, Route route, Asker asker, Frame.Request request, Ear ear) {
        if (route.eras().spokenWith(asker.era()) == Era.MODERN) {
            return new ModernCall(this, home, route, asker, request, ear).begin();
        }
        if (request.method().equals("subscriptions/listen")) {
            return new Listening(this, home, route, request, ear).begin(asker);
        }
        JsonNode params = request.params();
        if (asker.isModern() && (params.has("requestState") || params.has("inputResponses"))) {
            return goOn(home, route, asker, request, ear);
        }
        return new LegacyCall(this, home, route, asker, request, ear).begin();
    }

    /** Who answers at {@link Own#route}; nobody before this. */
    public void serve(OwnServer server) {
        own = new Own(server);
    }

    /** True if the coordinator itself is a server here. */
    public boolean hasOwn() {
        return own != null;
    }

    /** What the coordinator itself offers callers of that role; null if it is no server here. */
    public @Nullable ArrayNode ownTools(Role role) {
        Own known = own;
        return known == null ? null : known.tools(role);
    }

    @Nullable
    Own own() {
        return own;
    }

    /**
     * Hears what a server of either era tells whoever listens, in the words of the modern one; the first is what it will tell.
     *
     * @param notifications what is to be heard, as {@code subscriptions/listen} has it
     */
    public Carried listen(XnioIoThread home, Route route, ObjectNode notifications, Ear ear) {
        ObjectNode params = Json.object();
        params.set("notifications", notifications);
        ObjectNode capabilities = Json.object();
        if (notifications.has("taskIds")) {
            capabilities.putObject("extensions").putObject(EraTerms.TASKS);
        }
        Frame.Request request = new Frame.Request(
                LongNode.valueOf(nextId()),
                "subscriptions/listen",
                EraTerms.modernParams(params, capabilities, Json.object(), null));
        return carry(home, route, new Asker("", Era.MODERN, Json.object(), Json.object(), null), request, ear);
    }

    /**
     * Hears what a legacy server says in a client's session that belongs to none of its requests, and what it asks then.
     *
     * @param session the client's
     */
    public Carried overhear(XnioIoThread home, Route route, ClientSession session, Ear ear) {
        return new Overhearing(this, home, route, ear).begin(session.asker());
    }

    /**
     * Hears what a legacy server says in a session that is open there and that belongs to one client.
     *
     * @param session its id at the server
     */
    public Carried overhear(XnioIoThread home, Route route, String session, Revision revision, Ear ear) {
        UpstreamSessions.Key nobody = new UpstreamSessions.Key(route.address(), route.incarnation(), "", "", session);
        UpstreamSession open = new UpstreamSession(nobody, route, session, revision, Json.object(), home);
        return new Overhearing(this, home, route, ear).begin(open);
    }

    /** Tells all servers that keep a session for this client's alone. */
    public void tellAll(String session, Frame.Notification notification) {
        sessions.of(session)
                .forEach(each -> each.thread.execute(() -> Post.send(
                        wires,
                        each.thread,
                        each.route,
                        Methods.POST,
                        each.headers(),
                        notification.toBytes(),
                        UpstreamSessions.silent())));
    }

    /** The request answers what the server has asked in the middle of one before. */
    private Carried goOn(XnioIoThread home, Route route, Asker asker, Frame.Request request, Ear ear) {
        Parking.Found found = parking.find(asker.caller(), route, request);
        if (found instanceof Parking.Found.Call call) {
            call.call().home().execute(() -> call.call().resume(request, new Elsewhere(home, ear)));
            return call.call();
        }
        Parking.Found.Refused refused = (Parking.Found.Refused) found;
        ear.answered(refused.status(), refused.failure());
        return Over.INSTANCE;
    }

    /**
     * Says something to a legacy server within a session that is open there; whatever it answers is not heard.
     *
     * @param session its id at the server; empty if it has none
     */
    public void say(XnioIoThread home, Route route, String session, Revision revision, Frame frame) {
        Map<String, String> headers = UpstreamSession.basicHeaders();
        headers.put(McpHeaders.PROTOCOL_VERSION, revision.id());
        if (!session.isEmpty()) {
            headers.put(McpHeaders.SESSION_ID, session);
        }
        Post.send(wires, home, route, Methods.POST, headers, frame.toBytes(), UpstreamSessions.silent());
    }

    /** A client's session has ended, and so do those at servers that were opened for it alone. */
    public void leave(String session) {
        sessions.endAll(session);
    }

    /** Ends all that waits, and says good-bye to all servers. */
    @Override
    public void close() {
        parking.close();
        interviews.close();
        sessions.close();
    }

    Wires wires() {
        return wires;
    }

    UpstreamSessions sessions() {
        return sessions;
    }

    Tasked tasked() {
        return tasked;
    }

    Finished finished() {
        return finished;
    }

    /** What tasks at legacy servers ask their modern clients. */
    Interviews interviews() {
        return interviews;
    }

    Mirrored mirrored() {
        return mirrored;
    }

    /** One more listens to a legacy server, or one less; false if there are too many. */
    boolean listens(int more) {
        if (listening.addAndGet(more) <= MOST_LISTENING || more < 0) {
            return true;
        }
        listening.addAndGet(-more);
        return false;
    }

    Parking parking() {
        return parking;
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    CallCount count(Route route) {
        return counts.apply(route.address().toString());
    }

    /** An ear on another thread than the call's. */
    private record Elsewhere(XnioIoThread thread, Ear ear) implements Ear {
        @Override
        public void told(Frame.Notification notification) {
            thread.execute(() -> ear.told(notification));
        }

        @Override
        public void asked(Frame.Request question) {
            thread.execute(() -> ear.asked(question));
        }

        @Override
        public void answered(int status, Frame answer) {
            thread.execute(() -> ear.answered(status, answer));
        }
    }

    /** What has been answered already. */
    private enum Over implements Carried {
        INSTANCE;

        @Override
        public void answer(Frame answer) {}

        @Override
        public void cancel(String reason) {}
    }
}
