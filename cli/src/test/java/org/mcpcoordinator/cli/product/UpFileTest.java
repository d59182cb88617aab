package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpFileTest {
    @TempDir
    Path temporary;

    private DataFolder folder;

    @BeforeEach
    void aFolder() {
        folder = new DataFolder(temporary.resolve("data")).make();
    }

    @Test
    void aFileOfBeforeThereWereSeveralNodesHasOne() throws IOException {
        Files.writeString(folder.upFile(), """
                {"httpPort": 1, "managementPort": 2, "postgresPort": 3, "serverHttpPort": 4, "serverHttpsPort": 5,
                 "portBase": 3100, "java": "/jdk"}
                """);

        UpFile file = UpFile.read(folder).orElseThrow();

        assertThat(file.nodes()).containsExactly(new UpNode(1, 1, 2, 4, 5, 0));
        assertThat(file.balanced()).isFalse();
        assertThat(file.ports()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    void severalNodesAreReadAsTheyWereWritten() {
        UpNode first = new UpNode(1, 11, 2, 4, 5, 16);
        UpNode second = new UpNode(2, 21, 22, 23, 24, 26);
        UpFile file = new UpFile(1, 2, 3, 4, 5, 3100, "/jdk", List.of(first, second));

        file.write(folder);

        assertThat(UpFile.read(folder)).contains(file);
        assertThat(file.nodes()).containsExactly(first, second);
        assertThat(file.balanced()).isTrue();
        assertThat(file.ports()).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 11, 16, 21, 22, 23, 24, 26);
    }
}
