package org.mcpcoordinator.web.api;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Lets a request through to its route if the caller's role allows it and, where something is changed, if no foreign
 * page can have made the browser send it: a session cookie alone is not enough (OWASP ASVS 5.0, 3.5.1).
 */
@Provider
public class RouteGuard implements ContainerRequestFilter {
    /** Header that a page of another site cannot set without asking first. */
    static final String OWN_PAGE = "X-Requested-With";

    static final String OWN_PAGE_VALUE = "coordinator";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    @Context
    @Nullable
    ResourceInfo target;

    @Inject
    Asking asking;

    @Override
    public void filter(ContainerRequestContext request) {
        @Nullable
        Route route = target == null || target.getResourceMethod() == null
                ? null
                : target.getResourceMethod().getAnnotation(Route.class);
        check(
                route,
                asking.caller(),
                request.getMethod(),
                request.getHeaderString(OWN_PAGE),
                request.getHeaderString("Sec-Fetch-Site"));
    }

    static void check(
            @Nullable Route route,
            @Nullable Caller caller,
            String method,
            @Nullable String ownPage,
            @Nullable String fetchSite) {
        if (route == null) {
            throw new ProblemException(ProblemCode.FORBIDDEN, "Nobody may use this route.");
        }
        boolean changes = !SAFE.contains(method);
        if (changes && "cross-site".equals(fetchSite)) {
            throw new ProblemException(
                    ProblemCode.FOREIGN_ORIGIN, "A page of another site asked for this; sign in here and do it here.");
        }
        if (route.open()) {
            return;
        }
        if (caller == null) {
            throw new ProblemException(ProblemCode.NOT_AUTHENTICATED, "Send Basic or Bearer credentials, or sign in.");
        }
        if (changes && caller.means().equals("session") && !OWN_PAGE_VALUE.equals(ownPage)) {
            throw new ProblemException(
                    ProblemCode.FOREIGN_ORIGIN,
                    "With a session cookie a change needs the header " + OWN_PAGE + ": " + OWN_PAGE_VALUE + ".");
        }
        if (!caller.role().includes(route.role())) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN,
                    "This needs the role " + route.role().id() + "; yours is "
                            + caller.role().id() + ".");
        }
    }
}
