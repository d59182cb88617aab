package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final DataFolder FOLDER = new DataFolder(Path.of("/data"));
    private static final Database.Passwords ROLES = new Database.Passwords("s", "o", "a");

    @Test
    void aNodeThatIsAloneIsWhereClientsComeIn() {
        UpFile file = new UpFile(8480, 9990, 5480, 8580, 8680, 3100, "/jdk", List.of());

        assertThat(of(file, 0))
                .containsEntry("coordinator.server.http-port", "8480")
                .containsEntry("coordinator.cluster.node-name", "node-1")
                .containsEntry("coordinator.access.public-url", "http://127.0.0.1:8480")
                .doesNotContainKeys("coordinator.cluster.secret", "coordinator.cluster.node-url");
    }

    @Test
    void aNodeOfSeveralHasItsOwnAddressBesideThatOfAll() {
        UpNode first = new UpNode(1, 8481, 9990, 8580, 8680, 7600);
        UpNode second = new UpNode(2, 8482, 9991, 8581, 8681, 7601);
        UpFile file = new UpFile(8480, 9990, 5480, 8580, 8680, 3100, "/jdk", List.of(first, second));

        assertThat(of(file, 1))
                .containsEntry("coordinator.server.http-port", "8482")
                .containsEntry("jboss.management.http.port", "9991")
                .containsEntry("jboss.http.port", "8581")
                .containsEntry("jboss.https.port", "8681")
                .containsEntry("jboss.node.name", "node-2")
                .containsEntry("jboss.tx.node.id", "node-2")
                .containsEntry("coordinator.cluster.node-url", "http://127.0.0.1:8482")
                .containsEntry("coordinator.access.public-url", "http://127.0.0.1:8480")
                .containsEntry("coordinator.cluster.port", "7601")
                .containsEntry("coordinator.cluster.secret", "hush");
        assertThat(of(file, 0)).containsEntry("coordinator.upkeep.directory", "/data/node-1/data/coordinator/backups");
        assertThat(of(file, 1))
                .as("what one node has saved, all find")
                .containsEntry("coordinator.upkeep.directory", "/data/node-1/data/coordinator/backups");
    }

    private static Map<String, String> of(UpFile file, int node) {
        return Settings.of(FOLDER, file, file.nodes().get(node), ROLES, "hush", Path.of("/jdk"));
    }
}
