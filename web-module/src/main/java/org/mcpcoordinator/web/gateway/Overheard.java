package org.mcpcoordinator.web.gateway;

import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.era.Carried;
import org.mcpcoordinator.web.gateway.era.Ear;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.xnio.XnioIoThread;

/**
 * What a legacy server says and asks in a client's session beside its requests: goes to the client's own stream, for as long
 * as it has one. On one I/O thread.
 */
final class Overheard implements Ear {
    private final Gateway gateway;
    private final String server;
    private final FrontSession session;
    private @Nullable Carried carried;

    private Overheard(Gateway gateway, String server, FrontSession session) {
        this.gateway = gateway;
        this.server = server;
        this.session = session;
    }

    /** Listens to the server, unless that is so already or its client has no stream; to be called on {@code home}. */
    static void begin(Gateway gateway, XnioIoThread home, Route route, FrontSession session) {
        session.overhear(route.server(), () -> {
            Overheard ear = new Overheard(gateway, route.server(), session);
            Carried carried = gateway.bridge().overhear(home, route, session.talk(), ear);
            ear.carried = carried;
            return carried;
        });
    }

    @Override
    public void told(Frame.Notification notification) {
        String method = notification.method();
        if (method.endsWith("/list_changed")) {
            gateway.sleepers().changed(server);
        } else if (!method.equals("notifications/resources/updated")) {
            session.tell(notification);
        }
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
