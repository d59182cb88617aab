package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.User;
import org.mcpcoordinator.access.Users;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Accounts: made, listed, changed. */
@Path("users")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UsersResource {
    private static final int LONGEST_PASSWORD = 256;

    @Inject
    Users users;

    @Inject
    Asking asking;

    /** All accounts. */
    @GET
    @Route(does = "Lists the accounts by name", role = Role.ADMIN)
    public ListView<UserView> list() {
        return ListView.of(users.list().stream().map(UserView::of).toList());
    }

    /** Makes an account. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(does = "Makes an account", role = Role.ADMIN, audit = "user.create", status = 201)
    public UserView create(UserRequest wanted) {
        String name = Bounds.needed("name", wanted.name(), 64);
        asking.about(name);
        Role role = Bounds.present("role", Bounds.choice("role", wanted.role(), Role.values(), Role::id));
        asking.note("role " + role.id());
        return UserView.of(users.create(name, Bounds.needed("password", wanted.password(), LONGEST_PASSWORD), role));
    }

    /** Changes an account: all that is asked for, or nothing. */
    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Transactional
    @Route(
            does = "Changes role, password or enabled of an account; what is absent stays",
            role = Role.ADMIN,
            audit = "user.change")
    public UserView change(@PathParam("name") String name, UserChange change) {
        User user = users.find(name)
                .orElseThrow(() -> new ProblemException(ProblemCode.USER_NOT_FOUND, "There is no account " + name));
        List<String> changed = new ArrayList<>();
        if (change.password() != null) {
            user = users.setPassword(name, Bounds.needed("password", change.password(), LONGEST_PASSWORD));
            changed.add("password");
        }
        if (change.role() != null) {
            Role role = Bounds.present("role", Bounds.choice("role", change.role(), Role.values(), Role::id));
            changed.add("role from " + user.role().id() + " to " + role.id());
            user = users.setRole(name, role);
        }
        if (change.enabled() != null) {
            user = users.setEnabled(name, change.enabled());
            changed.add("enabled " + change.enabled());
        }
        asking.note(String.join(", ", changed));
        return UserView.of(user);
    }

    /**
     * Asks for an account.
     *
     * @param name 1 to 64 characters
     * @param password 8 to 72 bytes
     * @param role {@code viewer}, {@code operator} or {@code admin}
     */
    public record UserRequest(
            @Nullable String name,
            @Nullable String password,
            @Nullable String role) {
        /** Passwords must not reach a log. */
        @Override
        public String toString() {
            return "UserRequest[" + name + ", " + role + "]";
        }
    }

    /**
     * Asks for a change; what is absent stays.
     *
     * @param password 8 to 72 bytes
     * @param role {@code viewer}, {@code operator} or {@code admin}
     * @param enabled false if it shall not log in
     */
    public record UserChange(
            @Nullable String password,
            @Nullable String role,
            @Nullable Boolean enabled) {
        /** Passwords must not reach a log. */
        @Override
        public String toString() {
            return "UserChange[" + role + ", " + enabled + "]";
        }
    }

    /**
     * An account as it goes out.
     *
     * @param name its name
     * @param role the most it may do
     * @param enabled false if it cannot log in
     * @param createdAt when it was made
     * @param changedAt when it last changed
     */
    public record UserView(String name, String role, boolean enabled, Instant createdAt, Instant changedAt) {
        static UserView of(User user) {
            return new UserView(user.name(), user.role().id(), user.enabled(), user.createdAt(), user.changedAt());
        }
    }
}
