package org.mcpcoordinator.web.door;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.wildfly.security.auth.server.RealmUnavailableException;
import org.wildfly.security.auth.server.SecurityDomain;
import org.wildfly.security.auth.server.SecurityIdentity;
import org.wildfly.security.authz.RoleMapper;
import org.wildfly.security.authz.Roles;
import org.wildfly.security.evidence.PasswordGuessEvidence;

/**
 * The application's security domain: it knows passwords and roles, whatever realm stands behind it (our own table, or a
 * directory), and gives EJBs the caller they see.
 */
final class ElytronDomain implements Passwords, Identities {
    private final SecurityDomain domain;

    ElytronDomain(SecurityDomain domain) {
        this.domain = domain;
    }

    /** The domain of the deployment whose class loader is the thread's. */
    static ElytronDomain ofDeployment() {
        SecurityDomain domain = SecurityDomain.getCurrent();
        if (domain == null) {
            throw new IllegalStateException("the deployment has no security domain; wildfly-config's coordinator.cli"
                    + " makes the one named coordinator");
        }
        return new ElytronDomain(domain);
    }

    @Override
    public Optional<Role> check(String account, String password) {
        try {
            SecurityIdentity identity = domain.authenticate(account, new PasswordGuessEvidence(password.toCharArray()));
            return Arrays.stream(Role.values())
                    .filter(role -> identity.getRoles().contains(role.id()))
                    .max(Comparator.naturalOrder());
        } catch (RealmUnavailableException away) {
            throw new ProblemException(
                    ProblemCode.DATABASE_AWAY, "Passwords cannot be checked now; try again in a few seconds.");
        } catch (SecurityException wrong) {
            return Optional.empty();
        }
    }

    @Override
    public void as(Caller caller, Work work) throws Exception {
        Set<String> roles = Arrays.stream(Role.values())
                .filter(role -> caller.role().includes(role))
                .map(Role::id)
                .collect(Collectors.toUnmodifiableSet());
        SecurityIdentity identity = domain.createAdHocIdentity(caller.name())
                .withDefaultRoleMapper(RoleMapper.constant(Roles.fromSet(roles)));
        Callable<Boolean> inItsName = () -> {
            work.run();
            return true;
        };
        identity.runAs(inItsName);
    }
}
