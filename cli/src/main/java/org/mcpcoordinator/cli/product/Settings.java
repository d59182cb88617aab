package org.mcpcoordinator.cli.product;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The system properties WildFly of {@code up} starts with: addresses and ports, database logins, the product's settings. */
final class Settings {
    private Settings() {}

    /**
     * Those of one node.
     *
     * @param clusterSecret what nodes must know to join; of no use to one that is alone
     */
    static Map<String, String> of(
            DataFolder folder, UpFile file, UpNode node, Database.Passwords roles, String clusterSecret, Path java) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("jboss.bind.address", "127.0.0.1");
        settings.put("jboss.bind.address.management", "127.0.0.1");
        settings.put("jboss.http.port", Integer.toString(node.serverHttpPort()));
        settings.put("jboss.https.port", Integer.toString(node.serverHttpsPort()));
        settings.put("jboss.management.http.port", Integer.toString(node.managementPort()));
        settings.put("jboss.node.name", node.name());
        settings.put("jboss.tx.node.id", node.name());
        settings.put("coordinator.server.http-port", Integer.toString(node.httpPort()));
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
        settings.put("coordinator.cluster.node-name", node.name());
        settings.put("coordinator.runtime.agent-directory", folder.agent().toString());
        settings.put("coordinator.runtime.java", java.resolve("bin/java").toString());
        if (node.clustered()) {
            settings.put("coordinator.cluster.node-url", node.url());
            if (file.balanced() && !Balancer.address().isEmpty()) {
                settings.put("coordinator.cluster.balancer", Balancer.address());
            }
            settings.put("coordinator.cluster.port", Integer.toString(node.clusterPort()));
            settings.put("coordinator.cluster.secret", clusterSecret);
            // What one node has saved is there whichever node is asked for it.
            settings.put(
                    "coordinator.upkeep.directory",
                    folder.node().resolve("data/coordinator/backups").toString());
        }
        return settings;
    }
}
