package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Signing in and out, for the console. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
    @Inject
    HttpServletRequest request;

    @Inject
    Asking asking;

    /**
     * Proves a password and gives a session cookie; the session's id is new, whatever the browser had before. The door
     * checks the password and slows down who guesses.
     */
    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(does = "Signs in and gives a session cookie", open = true, audit = "session.login")
    public MeView login(LoginRequest login) {
        String user = Bounds.needed("user", login.user(), 64);
        String password = Bounds.needed("password", login.password(), 1024);
        asking.about(user);
        asking.note("from " + request.getRemoteAddr());
        try {
            if (request.getUserPrincipal() != null) {
                request.logout();
            }
            request.login(user, password);
        } catch (ServletException refused) {
            throw new ProblemException(ProblemCode.NOT_AUTHENTICATED, "User or password is wrong.");
        }
        Role role =
                highest().orElseThrow(() -> new ProblemException(ProblemCode.FORBIDDEN, "This user has no role here."));
        request.getSession(true);
        request.changeSessionId();
        return new MeView(user, role.id());
    }

    /** Ends the session. */
    @POST
    @Path("logout")
    @Route(does = "Ends the session", audit = "session.logout", status = 204)
    public void logout() throws ServletException {
        @Nullable HttpSession session = request.getSession(false);
        request.logout();
        if (session != null) {
            session.invalidate();
        }
    }

    /** Who is asking. */
    @GET
    @Path("me")
    @Route(does = "Tells who is asking, and with which role")
    public MeView me() {
        Caller caller = asking.known();
        return new MeView(caller.name(), caller.role().id());
    }

    private Optional<Role> highest() {
        return Stream.of(Role.ADMIN, Role.OPERATOR, Role.VIEWER)
                .filter(role -> request.isUserInRole(role.id()))
                .findFirst();
    }

    /** What signs in. */
    public record LoginRequest(
            @Nullable String user, @Nullable String password) {
        /** Passwords must not reach a log. */
        @Override
        public String toString() {
            return "LoginRequest[" + user + "]";
        }
    }

    /**
     * Who is asking.
     *
     * @param name user name, or the token's name
     * @param role {@code viewer}, {@code operator} or {@code admin}
     */
    public record MeView(String name, String role) {}
}
