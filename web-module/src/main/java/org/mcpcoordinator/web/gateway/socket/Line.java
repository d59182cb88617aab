package org.mcpcoordinator.web.gateway.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.era.Post;
import org.mcpcoordinator.web.gateway.era.Wires;
import org.xnio.XnioIoThread;

/** The way of one connection's messages to {@code /mcp}, with the headers that a message cannot have. On its I/O thread. */
final class Line {
    private static final byte[] NOTHING = {};

    private final Wires wires;
    private final XnioIoThread home;
    private final Route route;
    private String session = "";
    private String revision = "";

    /**
     * A way.
     *
     * @param address of {@code /mcp} as this process reaches it
     * @param host as the client calls us
     * @param pass lets each message through the door
     */
    Line(Wires wires, XnioIoThread home, URI address, String host, String pass) {
        this.wires = wires;
        this.home = home;
        this.route = new Route("coordinator", 0, address, Map.of("Host", host, "Authorization", "Bearer " + pass));
    }

    /** The client has been greeted; a server without sessions gives none. */
    void greeted(@Nullable String id, String agreed) {
        session = id == null ? "" : id;
        revision = agreed;
    }

    boolean isGreeted() {
        return !revision.isEmpty();
    }

    /** Sends a message. */
    Post post(Frame frame, byte[] body, Post.Ends ends) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        if (frame instanceof Frame.Request request && Meta.isModern(request.params())) {
            modern(request, headers);
        } else {
            legacy(headers);
        }
        return send(Methods.POST, headers, body, ends);
    }

    private static void modern(Frame.Request request, Map<String, String> headers) {
        JsonNode version = request.params().path(Meta.FIELD).path(Meta.PROTOCOL_VERSION);
        headers.put(McpHeaders.PROTOCOL_VERSION, McpHeaders.encode(version.asText("")));
        headers.put(McpHeaders.METHOD, McpHeaders.encode(request.method()));
        McpHeaders.namedParameter(request.method())
                .map(parameter -> request.params().path(parameter).textValue())
                .ifPresent(name -> headers.put(McpHeaders.NAME, McpHeaders.encode(name)));
    }

    private void legacy(Map<String, String> headers) {
        if (!session.isEmpty()) {
            headers.put(McpHeaders.SESSION_ID, session);
        }
        if (isGreeted()) {
            headers.put(McpHeaders.PROTOCOL_VERSION, revision);
        }
    }

    /** Listens to what belongs to no request; null where there is no session. */
    @Nullable
    Post listen(Post.Ends ends) {
        return session.isEmpty() ? null : ofSession(Methods.GET, ends);
    }

    /** Ends the session. */
    void leave(Post.Ends ends) {
        if (!session.isEmpty()) {
            Post unused = ofSession(Methods.DELETE, ends);
        }
    }

    private Post ofSession(HttpString method, Post.Ends ends) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "text/event-stream");
        legacy(headers);
        return send(method, headers, NOTHING, ends);
    }

    private Post send(HttpString method, Map<String, String> headers, byte[] body, Post.Ends ends) {
        return Post.send(wires, home, route, method, headers, body, ends);
    }
}
