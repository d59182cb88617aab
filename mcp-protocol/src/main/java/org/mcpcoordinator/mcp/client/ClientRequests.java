package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Revision;

/** Builds requests in either era. */
public final class ClientRequests {
    private final String name;
    private final String version;
    private final ObjectNode capabilities;

    /** Requests of a client of that name and version that cannot be asked anything. */
    public ClientRequests(String name, String version) {
        this(name, version, Json.object());
    }

    /** Requests of a client that can be asked what its capabilities say. */
    public ClientRequests(String name, String version, ObjectNode capabilities) {
        this.name = Objects.requireNonNull(name);
        this.version = Objects.requireNonNull(version);
        this.capabilities = capabilities.deepCopy();
    }

    /** The modern era's first question; also the probe that tells the eras apart. */
    public ClientRequest discover(long id) {
        return request(Peer.MODERN, id, "server/discover", Json.object());
    }

    /** The legacy era's first question. */
    public ClientRequest initialize(long id) {
        ObjectNode params = Json.object().put("protocolVersion", Revision.NEWEST_LEGACY.id());
        params.set("capabilities", capabilities.deepCopy());
        params.set("clientInfo", clientInfo());
        return initialize(id, params);
    }

    /** The same with parameters of another client's. */
    public ClientRequest initialize(long id, ObjectNode params) {
        Frame frame = new Frame.Request(LongNode.valueOf(id), "initialize", params);
        return new ClientRequest(LongNode.valueOf(id), basicHeaders(), frame.toBytes());
    }

    /** What a legacy client says after a successful initialize; answered with 202. */
    public ClientRequest initialized(Peer peer) {
        Frame frame = new Frame.Notification("notifications/initialized", Json.object());
        return new ClientRequest(null, headers(peer, "notifications/initialized", Json.object()), frame.toBytes());
    }

    /** A cheap question that proves the server alive: discovery in the modern era, ping in the legacy one. */
    public ClientRequest alive(Peer peer, long id) {
        return peer.era() == Era.MODERN ? discover(id) : request(peer, id, "ping", Json.object());
    }

    /** A call of a tool. */
    public ClientRequest callTool(Peer peer, long id, String tool, ObjectNode arguments) {
        ObjectNode params = Json.object().put("name", tool);
        params.set("arguments", arguments);
        return request(peer, id, "tools/call", params);
    }

    /** Any request; the parameters are copied, in the modern era with {@code _meta} added. */
    public ClientRequest request(Peer peer, long id, String method, ObjectNode params) {
        return request(peer, id, method, params, Map.of());
    }

    /**
     * The same.
     *
     * @param repeated arguments that stand in headers too, in the modern era
     */
    ClientRequest request(Peer peer, long id, String method, ObjectNode params, Map<String, String> repeated) {
        ObjectNode sent = params.deepCopy();
        if (peer.era() == Era.MODERN) {
            ObjectNode meta = sent.withObject("/" + Meta.FIELD);
            meta.put(Meta.PROTOCOL_VERSION, peer.revision().id());
            meta.set(Meta.CLIENT_CAPABILITIES, capabilities.deepCopy());
            meta.set(Meta.CLIENT_INFO, clientInfo());
        }
        Frame frame = new Frame.Request(LongNode.valueOf(id), method, sent);
        Map<String, String> headers = headers(peer, method, sent);
        if (peer.era() == Era.MODERN) {
            headers.putAll(repeated);
        }
        return new ClientRequest(LongNode.valueOf(id), headers, frame.toBytes());
    }

    /** The answer to what a server of the legacy era has asked. */
    ClientRequest answer(Peer peer, Frame answer) {
        return new ClientRequest(null, headers(peer, "", Json.object()), answer.toBytes());
    }

    private ObjectNode clientInfo() {
        return Json.object().put("name", name).put("version", version);
    }

    private static Map<String, String> headers(Peer peer, String method, ObjectNode params) {
        Map<String, String> headers = basicHeaders();
        headers.put(McpHeaders.PROTOCOL_VERSION, peer.revision().id());
        if (peer.sessionId() != null) {
            headers.put(McpHeaders.SESSION_ID, peer.sessionId());
        }
        if (peer.era() == Era.MODERN) {
            headers.put(McpHeaders.METHOD, method);
            McpHeaders.namedParameter(method)
                    .map(parameter -> params.path(parameter).textValue())
                    .ifPresent(value -> headers.put(McpHeaders.NAME, McpHeaders.encode(value)));
        }
        return headers;
    }

    private static Map<String, String> basicHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        return headers;
    }
}
