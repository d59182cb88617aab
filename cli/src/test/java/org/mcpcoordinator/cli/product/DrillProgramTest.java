package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillProgramTest {
    @TempDir
    Path temporary;

    @Test
    void theAgentLearnsHowThisProgramIsRunOnItsOwnData() throws IOException {
        DataFolder folder = new DataFolder(temporary.resolve("data")).make();
        Path jar = temporary.resolve("home/cli/target/coordinator-cli.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");

        DrillProgram.tell(folder, new Installation(temporary.resolve("home")), Path.of("/opt/jdk"));

        Path told = folder.agent().resolve("drills.json");
        List<String> argv = new ArrayList<>();
        for (JsonNode word : new ObjectMapper().readTree(Files.readString(told)).path("argv")) {
            argv.add(word.asText());
        }
        assertThat(argv)
                .startsWith("/opt/jdk/bin/java")
                .contains("-Dcoordinator.cli.home=" + temporary.resolve("home"))
                .endsWith(
                        "-jar", jar.toString(), "drill", "--data", folder.root().toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(told)))
                .isEqualTo("rw-------");
    }

    @Test
    void aProgramThatIsNoJarIsNotNamed() {
        DataFolder folder = new DataFolder(temporary.resolve("data")).make();

        DrillProgram.tell(folder, new Installation(temporary.resolve("nowhere")), Path.of("/opt/jdk"));

        assertThat(folder.agent().resolve("drills.json")).doesNotExist();
    }
}
