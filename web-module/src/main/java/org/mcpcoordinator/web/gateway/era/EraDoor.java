package org.mcpcoordinator.web.gateway.era;

import java.util.Map;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.McpServer;
import org.mcpcoordinator.mcp.server.Posted;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.kept.SessionBook;
import org.xnio.XnioIoThread;

/** One server's endpoint for clients of the era it does not speak. Safe for any thread. */
public final class EraDoor {
    private final LegacyDoor legacy;
    private final ModernDoor modern;

    /** The endpoint of any server, over that bridge. */
    public EraDoor(EraBridge bridge, SessionBook book) {
        this.legacy = new LegacyDoor(bridge, new ClientSessions(book));
        this.modern = new ModernDoor(bridge);
    }

    /** True for a session id that was given out here. */
    public static boolean isOurs(String session) {
        return session.startsWith(ClientSessions.PREFIX);
    }

    /** Takes a request that has been read whole; to be called on {@code home}, the I/O thread it came on. */
    public void take(XnioIoThread home, Route route, String caller, HttpQuestion question, Reply reply) {
        switch (question.method()) {
            case "POST" -> post(home, route, caller, question, reply);
            case "DELETE" -> legacy.delete(route, caller, question, reply);
            default -> get(home, route, caller, question, reply);
        }
    }

    private void get(XnioIoThread home, Route route, String caller, HttpQuestion question, Reply reply) {
        boolean modern = question.header(McpHeaders.PROTOCOL_VERSION)
                .filter(Revision::isModern)
                .isPresent();
        if (modern) {
            refuse(reply, 405, Map.of("Allow", "POST"), "only POST is served in revision 2026-07-28");
        } else if (question.header("Accept")
                .filter(accept -> accept.contains("text/event-stream"))
                .isEmpty()) {
            refuse(reply, 406, Map.of(), "Accept must name text/event-stream");
        } else {
            legacy.get(home, route, caller, question, reply);
        }
    }

    private void post(XnioIoThread home, Route route, String caller, HttpQuestion question, Reply reply) {
        Posted posted = Posted.strictly(question);
        if (posted instanceof Posted.Unreadable unreadable) {
            reply.complete(unreadable.answer().status(), unreadable.answer().body());
            return;
        }
        Frame frame = ((Posted.Message) posted).frame();
        if (McpServer.isModern(question, frame)) {
            modern.post(home, route, caller, question, frame, reply);
        } else {
            legacy.post(home, route, caller, question, frame, reply);
        }
    }

    private static void refuse(Reply reply, int status, Map<String, String> headers, String sentence) {
        reply.complete(
                status,
                headers,
                HttpAnswer.refused(status, ErrorCode.INVALID_REQUEST, sentence).body());
    }
}
