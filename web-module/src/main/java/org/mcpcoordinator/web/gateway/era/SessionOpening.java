package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.util.HeaderMap;
import io.undertow.util.Methods;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/** Opens one session at a legacy server: {@code initialize}, then {@code notifications/initialized}. On one I/O thread. */
final class SessionOpening implements Post.Ends {
    private static final LongNode ID = LongNode.valueOf(1);

    private final Wires wires;
    private final XnioIoThread thread;
    private final Route route;
    private final UpstreamSessions.Key key;
    private final Asker asker;
    private final End end;
    private int status;
    private @Nullable String session;
    private boolean over;

    /** What comes of it: one of the two is null. */
    @FunctionalInterface
    interface End {
        void opened(UpstreamSessions.Key key, @Nullable UpstreamSession session, @Nullable Fault fault);
    }

    SessionOpening(Wires wires, XnioIoThread thread, Route route, UpstreamSessions.Key key, Asker asker, End end) {
        this.wires = wires;
        this.thread = thread;
        this.route = route;
        this.key = key;
        this.asker = asker;
        this.end = end;
    }

    void begin() {
        ObjectNode params = Json.object().put("protocolVersion", asker.newest().id());
        params.set("capabilities", asker.capabilities());
        params.putObject("clientInfo").put("name", "coordinator-gateway").put("version", "1");
        Post.send(
                wires,
                thread,
                route,
                Methods.POST,
                UpstreamSession.basicHeaders(),
                new Frame.Request(ID, "initialize", params).toBytes(),
                this);
    }

    @Override
    public void head(int told, HeaderMap headers) {
        status = told;
        session = headers.getFirst(McpHeaders.SESSION_ID);
    }

    @Override
    public void message(byte[] json) {
        Frame frame = Messages.read(json);
        if (over) {
            return;
        }
        if (frame instanceof Frame.Result greeting && Messages.same(greeting.id(), ID)) {
            over = true;
            Revision revision = EraTerms.legacyRevision(
                    greeting.result().path("protocolVersion").asText(""));
            greeted(new UpstreamSession(key, route, session, revision, greeting.result(), thread));
        } else if (frame instanceof Frame.Failure failure) {
            refuse(Fault.refused(route, status, failure.message()));
        }
    }

    @Override
    public void ended() {
        refuse(Fault.refused(route, status, "no answer to initialize"));
    }

    @Override
    public void broken(Post.Break how, boolean sent) {
        refuse(Fault.of(how, route, wires.limit()));
    }

    private void refuse(Fault fault) {
        if (!over) {
            over = true;
            end.opened(key, null, fault);
        }
    }

    /** Some servers refuse everything until they have heard that their greeting has arrived. */
    private void greeted(UpstreamSession opened) {
        Post.send(
                wires,
                thread,
                route,
                Methods.POST,
                opened.headers(),
                new Frame.Notification("notifications/initialized", Json.object()).toBytes(),
                new Post.Ends() {
                    @Override
                    public void head(int told, HeaderMap headers) {}

                    @Override
                    public void message(byte[] json) {}

                    @Override
                    public void ended() {
                        end.opened(key, opened, null);
                    }

                    @Override
                    public void broken(Post.Break how, boolean sent) {
                        // Nobody will use it, and its server would keep it.
                        UpstreamSessions.sayGoodBye(wires, opened);
                        end.opened(key, null, Fault.of(how, route, wires.limit()));
                    }
                });
    }
}
