package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
    @TempDir
    Path temporary;

    private Installation installation;
    private Node node;

    @BeforeEach
    void aNode() throws IOException {
        DataFolder folder = new DataFolder(temporary.resolve("data")).make();
        installation = new Installation(temporary);
        node = new Node(folder, installation, new UpNode(1, 1, 2, 3, 4, 0));
        Files.createDirectories(node.configuration());
    }

    @Test
    void theManagementUserIsHashedAndInTheGroupAdmin() throws IOException {
        node.writeManagementUser("secret");
        // echo -n admin:ManagementRealm:secret | md5sum
        assertThat(Files.readString(node.configuration().resolve("mgmt-users.properties")))
                .contains("#$REALM_NAME=ManagementRealm$")
                .contains("admin=1eb173832c3b8726e6c99a96d186eabc")
                .doesNotContain("secret");
        assertThat(Files.readString(node.configuration().resolve("mgmt-groups.properties")))
                .contains("admin=admin");
        assertThat(mode("mgmt-users.properties")).isEqualTo("rw-------");
    }

    @Test
    void settingsWithPasswordsArePrivateAndSurviveOddCharacters() throws IOException {
        node.writeSettings(Map.of("coordinator.database.app-password", "a=b:c\\d #ü"));
        Properties read = new Properties();
        read.load(new StringReader(Files.readString(node.settings())));
        assertThat(read).containsEntry("coordinator.database.app-password", "a=b:c\\d #ü");
        assertThat(mode("coordinator.properties")).isEqualTo("rw-------");
    }

    @Test
    void whatTheSameScriptsMadeForAnotherProductIsTaken() throws IOException {
        Path template = Files.createDirectories(installation.serverHome().resolve("standalone/configuration"));
        Files.writeString(template.resolve("standalone.xml"), "<template/>");
        Files.createDirectories(installation.script("harden.cli").getParent());
        for (String name : List.of("coordinator.cli", "harden.cli", "up.cli")) {
            Files.writeString(installation.script(name), "# " + name);
        }
        Path kept = installation.configured(node.fingerprint());
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, "<configured/>");
        Path none = temporary.resolve("none");

        node.configure(none);

        Path file = node.configuration().resolve("standalone.xml");
        assertThat(file).hasContent("<configured/>");
        Files.writeString(installation.script("up.cli"), "# another line");
        assertThatThrownBy(() -> node.configure(none))
                .as("other scripts are run, which takes a WildFly")
                .hasMessageContaining("WFLYLNCHR0001");
    }

    @Test
    void aNodeOfSeveralIsConfiguredByOneScriptMore() throws IOException {
        Files.createDirectories(installation.script("harden.cli").getParent());
        for (String name : List.of("coordinator.cli", "cluster.cli", "harden.cli", "up.cli")) {
            Files.writeString(installation.script(name), "# " + name);
        }
        DataFolder folder = new DataFolder(temporary.resolve("data"));
        Node second = new Node(folder, installation, new UpNode(2, 1, 2, 3, 4, 5));
        Node third = new Node(folder, installation, new UpNode(3, 6, 7, 8, 9, 10));

        assertThat(second.configuration()).isEqualTo(folder.root().resolve("node-2/configuration"));
        assertThat(second.fingerprint()).isEqualTo(third.fingerprint()).isNotEqualTo(node.fingerprint());
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(node.configuration().resolve(file)));
    }
}
