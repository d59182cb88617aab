package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.era.Carried;
import org.mcpcoordinator.web.gateway.era.Ear;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.mcpcoordinator.web.gateway.whole.LinkConduit;
import org.xnio.XnioIoThread;

/**
 * What a legacy server says and asks in a client's session beside its requests: goes to the client's own stream, for as long
 * as it has one. On one I/O thread.
 */
final class Overheard implements Ear {
    private static final Logger LOG = Logger.getLogger(Overheard.class);

    private final Gateway gateway;
    private final String server;
    private final FrontSession session;
    private final boolean uris;
    private final boolean tasksOnly;
    private @Nullable Carried carried;

    private Overheard(Gateway gateway, String server, FrontSession session, boolean uris, boolean tasksOnly) {
        this.uris = uris;
        this.tasksOnly = tasksOnly;
        this.gateway = gateway;
        this.server = server;
        this.session = session;
    }

    /** Listens to the server, unless that is so already or its client has no stream; to be called on {@code home}. */
    static void begin(Gateway gateway, XnioIoThread home, Route route, FrontSession session, boolean uris) {
        session.overhear(route.server(), () -> {
            Overheard ear = new Overheard(gateway, route.server(), session, uris, false);
            Carried carried = gateway.bridge().overhear(home, route, session.talk(), ear);
            ear.carried = carried;
            return carried;
        });
    }

    /** The same in a session there whose requests pass as they are: only what becomes of tasks is told. */
    static void tasks(
            Gateway gateway, XnioIoThread home, Route route, String there, FrontSession session, boolean uris) {
        session.overhear(route.server(), () -> {
            Overheard ear = new Overheard(gateway, route.server(), session, uris, true);
            return gateway.bridge().overhear(home, route, there, session.revision(), ear);
        });
    }

    @Override
    public void told(Frame.Notification notification) {
        String method = notification.method();
        if (method.equals("notifications/tasks/status")) {
            gateway.tasks().told(session.talk().asker().caller(), server, notification.params());
            session.tell(known(notification));
        } else if (tasksOnly) {
            return;
        } else if (method.endsWith("/list_changed")) {
            gateway.sleepers().changed(server);
        } else if (!method.equals("notifications/resources/updated")) {
            session.tell(notification);
        }
    }

    /** By the names that its client knows. */
    private Frame.Notification known(Frame.Notification told) {
        try {
            byte[] rewritten = LinkConduit.rewritten(server, uris, told.toBytes());
            if (Json.read(rewritten).path("params") instanceof ObjectNode params) {
                return new Frame.Notification(told.method(), params);
            }
        } catch (IOException unreadable) {
            LOG.debugf("News of a task that cannot be read: %s", unreadable.getMessage());
        }
        return new Frame.Notification(told.method(), Json.object());
    }

    @Override
    public void asked(Frame.Request question) {
        if (carried != null) {
            session.tell(session.talk().ask(carried, question));
        }
    }

    @Override
    public void answered(int status, Frame answer) {}
}
