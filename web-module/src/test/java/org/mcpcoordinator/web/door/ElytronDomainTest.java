package org.mcpcoordinator.web.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.wildfly.security.auth.permission.LoginPermission;
import org.wildfly.security.auth.realm.SimpleMapBackedSecurityRealm;
import org.wildfly.security.auth.realm.SimpleRealmEntry;
import org.wildfly.security.auth.server.SecurityDomain;
import org.wildfly.security.authz.MapAttributes;
import org.wildfly.security.authz.RoleDecoder;
import org.wildfly.security.credential.PasswordCredential;
import org.wildfly.security.password.interfaces.ClearPassword;
import org.wildfly.security.permission.PermissionVerifier;

/** Against a real security domain. */
class ElytronDomainTest {
    private final SecurityDomain domain = domain();
    private final ElytronDomain door = new ElytronDomain(domain);

    private static SecurityDomain domain() {
        MapAttributes roles = new MapAttributes();
        roles.addAll("Roles", List.of("viewer", "operator"));
        SimpleMapBackedSecurityRealm realm = new SimpleMapBackedSecurityRealm(() ->
                new java.security.Provider[] {new org.wildfly.security.password.WildFlyElytronPasswordProvider()});
        realm.setIdentityMap(Map.of(
                "ada",
                new SimpleRealmEntry(
                        List.of(new PasswordCredential(
                                ClearPassword.createRaw(ClearPassword.ALGORITHM_CLEAR, "right".toCharArray()))),
                        roles)));
        return SecurityDomain.builder()
                .addRealm("test", realm)
                .setRoleDecoder(RoleDecoder.simple("Roles"))
                .build()
                .setDefaultRealmName("test")
                .setPermissionMapper((principal, asked) -> PermissionVerifier.from(new LoginPermission()))
                .build();
    }

    @Test
    void theRightPasswordGivesTheHighestRole() {
        assertThat(door.check("ada", "right")).contains(Role.OPERATOR);
    }

    @Test
    void aWrongPasswordAndAnUnknownNameGiveNothing() {
        assertThat(door.check("ada", "wrong")).isEmpty();
        assertThat(door.check("bob", "right")).isEmpty();
    }

    @Test
    void whatIsDoneForACallerIsDoneInItsNameAndWithItsRoles() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        door.as(new Caller("robot", Role.OPERATOR, "bearer"), () -> {
            var identity = domain.getCurrentSecurityIdentity();
            seen.set(identity.getPrincipal().getName() + " "
                    + identity.getRoles("ejb", true).contains("operator") + " "
                    + identity.getRoles("ejb", true).contains("viewer") + " "
                    + identity.getRoles("ejb", true).contains("admin"));
        });
        assertThat(seen).hasValue("robot true true false");
        assertThat(domain.getCurrentSecurityIdentity().isAnonymous()).isTrue();
    }
}
