package org.mcpcoordinator.web.door;

import io.undertow.security.api.AuthenticationMechanism;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.impl.AbstractSecurityContext;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;

/**
 * Makes the servlet API's own words work: principal, roles, {@code login} and {@code logout}. The session's attributes
 * are what a later request knows the caller by.
 */
@SuppressWarnings("removal") // three methods of the interface are to be removed, and must be there until then
final class DoorSecurityContext extends AbstractSecurityContext {
    private final String address;
    private final HttpServletRequest request;
    private final Staff staff;

    DoorSecurityContext(HttpServerExchange exchange, HttpServletRequest request, Staff staff, Optional<Caller> caller) {
        super(exchange);
        this.address = DoorHandler.address(exchange);
        this.request = request;
        this.staff = staff;
        caller.ifPresent(this::is);
    }

    @Override
    public boolean login(String name, String password) {
        Optional<Caller> caller = staff.logins().check(name, password, address, "session");
        caller.ifPresent(right -> {
            new SignedIn(right, staff.clock().instant()).write(request.getSession(true));
            request.setAttribute(Door.ATTRIBUTE, right);
            is(right);
        });
        return caller.isPresent();
    }

    @Override
    public void logout() {
        SignedIn.erase(request.getSession(false));
        request.removeAttribute(Door.ATTRIBUTE);
        super.logout();
    }

    /** The door has decided already. */
    @Override
    public boolean authenticate() {
        return isAuthenticated();
    }

    @Override
    public void addAuthenticationMechanism(AuthenticationMechanism mechanism) {
        throw new UnsupportedOperationException("the door knows all mechanisms");
    }

    @Override
    public List<AuthenticationMechanism> getAuthenticationMechanisms() {
        return List.of();
    }

    @Override
    public IdentityManager getIdentityManager() {
        throw new UnsupportedOperationException("the door asks the security domain itself");
    }

    private void is(Caller caller) {
        authenticationComplete(new CallerAccount(caller), caller.means(), false);
    }

    /** A caller in Undertow's words. */
    private record CallerAccount(Caller caller) implements Account {
        @Override
        public Principal getPrincipal() {
            return new CallerPrincipal(caller);
        }

        @Override
        public Set<String> getRoles() {
            return Arrays.stream(Role.values())
                    .filter(role -> caller.role().includes(role))
                    .map(Role::id)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}
