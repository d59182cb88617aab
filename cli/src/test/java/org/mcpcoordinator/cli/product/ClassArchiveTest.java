package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));
    private static final Runtime.Version JDK = Runtime.Version.parse("25.0.1+8");

    @TempDir
    Path root;

    private Path file;

    @BeforeEach
    void build() throws IOException {
        file = Files.createDirectories(root.resolve("wildfly-config/target"))
                .resolve("wildfly-39.0.1.Final-jdk-25.0.1_8.jsa");
    }

    @Test
    void theFirstStartRemembersAndLaterOnesUseWhatItLeft() throws IOException {
        assertThat(options(JDK, "")).containsExactly("-XX:+RecordDynamicDumpInfo");
        Files.createFile(file);
        assertThat(options(JDK, "-Xmx2g")).contains("-XX:SharedArchiveFile=" + file);
    }

    @Test
    void ofTwoFirstStartsAtOnceOneRemembers() {
        try (ClassArchive first = archive(JDK, "")) {
            assertThat(first.options()).isNotEmpty();
            assertThat(options(JDK, "")).isEmpty();
        }
        assertThat(options(JDK, "")).isNotEmpty();
    }

    @Test
    void anotherJdkHasAnotherArchiveAndAnOldOneNone() throws IOException {
        Files.createFile(file);
        assertThat(options(Runtime.Version.parse("25.0.2+10"), "")).containsExactly("-XX:+RecordDynamicDumpInfo");
        assertThat(options(Runtime.Version.parse("17.0.15+6"), "")).isEmpty();
    }

    @Test
    void whoNamesAnArchiveOfTheirOwnIsLeftAlone() {
        assertThat(options(JDK, "-Xmx2g -XX:ArchiveClassesAtExit=mine.jsa")).isEmpty();
        assertThat(options(JDK, "-Xshare:off")).isEmpty();
    }

    private List<String> options(Runtime.Version jdk, String own) {
        try (ClassArchive archive = archive(jdk, own)) {
            return archive.options();
        }
    }

    private ClassArchive archive(Runtime.Version jdk, String own) {
        return ClassArchive.of(new Installation(root), JAVA, jdk, own);
    }
}
