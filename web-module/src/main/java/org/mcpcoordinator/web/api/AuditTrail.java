package org.mcpcoordinator.web.api;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.web.problem.ProblemView;

/**
 * Finishes every answer: the status its {@link Route} names, headers that keep it out of caches, and, for routes that
 * change something, an entry in the audit trail, whether it was done or refused.
 */
@Provider
public class AuditTrail implements ContainerResponseFilter {
    private static final Logger LOG = Logger.getLogger(AuditTrail.class);
    private static final Caller NOBODY = new Caller("nobody", Role.VIEWER, "none");

    @Context
    @Nullable
    ResourceInfo target;

    @Inject
    Audit audit;

    @Inject
    Asking asking;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext answer) {
        answer.getHeaders().putSingle("Cache-Control", "no-store");
        answer.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
        @Nullable
        Route route = target == null || target.getResourceMethod() == null
                ? null
                : target.getResourceMethod().getAnnotation(Route.class);
        if (route == null || asking.repeated()) {
            return;
        }
        if (answer.getStatus() == 200 || answer.getStatus() == 204) {
            answer.setStatus(route.status());
        }
        if (!route.audit().isEmpty()) {
            record(route.audit(), request.getUriInfo().getPathParameters(), answer);
        }
    }

    private void record(String verb, MultivaluedMap<String, String> path, ContainerResponseContext answer) {
        @Nullable Caller caller = asking.caller();
        @Nullable ProblemView problem = answer.getEntity() instanceof ProblemView refused ? refused : null;
        String action = path.containsKey("action") ? verb + "." + path.getFirst("action") : verb;
        String about = asking.target().isEmpty() ? target(path) : asking.target();
        String outcome = problem == null ? "ok" : problem.code();
        try {
            audit.record(
                    caller == null ? NOBODY : caller,
                    action,
                    about,
                    outcome,
                    problem == null ? asking.detail() : problem.detail());
        } catch (DatabaseAwayException away) {
            LOG.errorf(
                    "The audit trail lacks an entry: %s %s %s; the database does not answer", action, about, outcome);
        } catch (RuntimeException lost) {
            // Where the trail cannot be written the change could not be made either; the log keeps what the trail
            // lacks.
            LOG.errorf(lost, "The audit trail lacks an entry: %s %s %s", action, about, outcome);
        }
    }

    private static String target(MultivaluedMap<String, String> path) {
        return path.entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals("action"))
                .map(parameter -> String.join("/", parameter.getValue()))
                .collect(Collectors.joining("/"));
    }
}
