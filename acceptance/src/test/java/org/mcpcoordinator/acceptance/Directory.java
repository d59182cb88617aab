package org.mcpcoordinator.acceptance;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.util.Set;

/** A directory of some people and groups, spoken to over real LDAP. Everybody's password is NAME-secret. */
final class Directory implements AutoCloseable {
    static final String SEARCHER_PASSWORD = "searcher-secret";

    private final InMemoryDirectoryServer server;

    Directory() throws LDAPException, LDIFException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
        config.addAdditionalBindCredentials("cn=coordinator,dc=example,dc=org", SEARCHER_PASSWORD);
        config.setAuthenticationRequiredOperationTypes(Set.of(OperationType.SEARCH));
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
        for (String unit : new String[] {"people", "groups"}) {
            server.add("dn: ou=" + unit + ",dc=example,dc=org", "objectClass: organizationalUnit", "ou: " + unit);
        }
        for (String name : new String[] {"vera", "otto", "ada", "nora", "admin"}) {
            server.add(
                    "dn: " + person(name),
                    "objectClass: inetOrgPerson",
                    "uid: " + name,
                    "cn: " + name,
                    "sn: " + name,
                    "userPassword: " + name + "-secret");
        }
        group("mcp-viewers", "vera");
        group("mcp-operators", "otto");
        group("mcp-admins", "ada");
        group("admin", "nora");
        server.startListening();
    }

    private static String person(String name) {
        return "uid=" + name + ",ou=people,dc=example,dc=org";
    }

    private void group(String name, String member) throws LDAPException, LDIFException {
        server.add(
                "dn: cn=" + name + ",ou=groups,dc=example,dc=org",
                "objectClass: groupOfNames",
                "cn: " + name,
                "member: " + person(member));
    }

    String url() {
        return "ldap://127.0.0.1:" + server.getListenPort();
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
