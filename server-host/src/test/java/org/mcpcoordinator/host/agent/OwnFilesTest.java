package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFilesTest {
    @TempDir
    Path folder;

    @Test
    void whatIsTakenAwayGoesWithAllThatIsInItAndLinksAreNotFollowed() throws Exception {
        Path kept = Files.createDirectories(folder.resolve("kept/in"));
        Files.writeString(kept.resolve("file"), "x");
        Path leaving = Files.createDirectories(folder.resolve("leaving/deep/deeper"));
        Files.writeString(leaving.resolve("file"), "x");
        Files.createSymbolicLink(leaving.resolve("link"), kept);

        OwnFiles.discard(folder.resolve("leaving"));
        OwnFiles.discard(folder.resolve("never there"));

        assertThat(folder.resolve("leaving")).doesNotExist();
        assertThat(kept.resolve("file")).exists();
    }
}
