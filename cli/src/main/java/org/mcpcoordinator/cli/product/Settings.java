package org.mcpcoordinator.cli.product;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The system properties WildFly of {@code up} starts with: addresses and ports, database logins, the product's settings. */
final class Settings {
    private Settings() {}

    static Map<String, String> of(DataFolder folder, UpFile file, Database.Passwords roles, Path java) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("jboss.bind.address", "127.0.0.1");
        settings.put("jboss.bind.address.management", "127.0.0.1");
        settings.put("jboss.http.port", Integer.toString(file.serverHttpPort()));
        settings.put("jboss.https.port", Integer.toString(file.serverHttpsPort()));
        settings.put("jboss.management.http.port", Integer.toString(file.managementPort()));
        settings.put("jboss.node.name", "node-1");
        settings.put("jboss.tx.node.id", "node-1");
        settings.put("coordinator.server.http-port", Integer.toString(file.httpPort()));
        settings.put("coordinator.database.url", Database.url(file.postgresPort()));
        settings.put("coordinator.database.app-password", roles.app());
        settings.put("coordinator.database.owner-password", roles.owner());
        settings.put(
                "coordinator.access.admin-password-file", folder.adminPassword().toString());
        settings.put("coordinator.access.secret-key-file", folder.secretKey().toString());
        settings.put("coordinator.access.public-url", file.url());
        // Here whoever signs in as admin is whoever owns the machine.
        settings.put("coordinator.catalog.allowed-commands", "*");
        settings.put("coordinator.catalog.port-base", Integer.toString(file.portBase()));
        settings.put("coordinator.cluster.node-name", "node-1");
        settings.put("coordinator.runtime.agent-directory", folder.agent().toString());
        settings.put("coordinator.runtime.java", java.resolve("bin/java").toString());
        return settings;
    }
}
