package org.mcpcoordinator.web.door;

import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;

/**
 * The caller as a session keeps it: plain words, so that any node can read them, whatever its build.
 *
 * @param caller who signed in
 * @param at when
 */
record SignedIn(Caller caller, Instant at) {
    private static final String NAME = "org.mcpcoordinator.caller.name";
    private static final String ROLE = "org.mcpcoordinator.caller.role";
    private static final String AT = "org.mcpcoordinator.caller.at";

    void write(HttpSession session) {
        session.setAttribute(NAME, caller.name());
        session.setAttribute(ROLE, caller.role().name());
        session.setAttribute(AT, at.toEpochMilli());
    }

    static Optional<SignedIn> read(@Nullable HttpSession session) {
        if (session == null) {
            return Optional.empty();
        }
        return session.getAttribute(NAME) instanceof String name
                        && session.getAttribute(ROLE) instanceof String role
                        && session.getAttribute(AT) instanceof Long at
                ? Optional.of(new SignedIn(new Caller(name, Role.valueOf(role), "session"), Instant.ofEpochMilli(at)))
                : Optional.empty();
    }

    static void erase(@Nullable HttpSession session) {
        if (session != null) {
            session.removeAttribute(NAME);
            session.removeAttribute(ROLE);
            session.removeAttribute(AT);
        }
    }
}
