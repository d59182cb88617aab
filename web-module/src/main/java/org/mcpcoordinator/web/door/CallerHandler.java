package org.mcpcoordinator.web.door;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletResponseImpl;
import jakarta.servlet.DispatcherType;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The inner side of the door, on a worker thread, before any servlet: looks into the session where there were no
 * credentials, refuses who is nobody, and hands the caller on: as attribute {@link Door#ATTRIBUTE}, as the request's
 * principal and roles, and as the identity under which EJBs are called.
 */
final class CallerHandler implements HttpHandler {
    private final Supplier<@Nullable Staff> staff;
    private final HttpHandler next;

    CallerHandler(Supplier<@Nullable Staff> staff, HttpHandler next) {
        this.staff = staff;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        ServletRequestContext servlet = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        Staff present = staff.get();
        if (servlet == null || present == null || servlet.getDispatcherType() != DispatcherType.REQUEST) {
            next.handleRequest(exchange);
            return;
        }
        Area area = Area.of(exchange.getRelativePath());
        Caller caller = exchange.getAttachment(Door.CALLER);
        if (caller == null && area.takesSession()) {
            caller = SignedIn.read(servlet.getOriginalRequest().getSession(false))
                    .filter(signedIn ->
                            present.accounts().hold(signedIn.caller().name(), signedIn.at()))
                    .map(SignedIn::caller)
                    .orElse(null);
        }
        exchange.setSecurityContext(
                new DoorSecurityContext(exchange, servlet.getOriginalRequest(), present, Optional.ofNullable(caller)));
        if (caller == null) {
            if (area.least() == null) {
                next.handleRequest(exchange);
            } else {
                HttpServletResponseImpl response = servlet.getOriginalResponse();
                Refusal.challenge(exchange, area, Optional.empty());
                Refusal.send(
                        response,
                        new ProblemException(ProblemCode.NOT_AUTHENTICATED, "The session has ended; sign in."));
            }
            return;
        }
        exchange.putAttachment(Door.CALLER, caller);
        servlet.getOriginalRequest().setAttribute(Door.ATTRIBUTE, caller);
        present.identities().as(caller, () -> next.handleRequest(exchange));
    }
}
