package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts for WildFly must say, because WildFly's own default would hurt. */
class ScriptsTest {
    private static final Path SCRIPTS = Path.of("..", "wildfly-config", "scripts");

    /** A logger without a level logs everything: the gateway's client told of each of its steps, at half of its rate. */
    @Test
    void everyLoggerHasALevel() throws IOException {
        List<String> loggers = Files.readAllLines(SCRIPTS.resolve("coordinator.cli")).stream()
                .filter(line -> line.contains("/subsystem=logging/logger=") && line.contains(":add("))
                .toList();
        assertThat(loggers).isNotEmpty().allMatch(line -> line.contains("level="));
    }

    /** What one script adds, its twin takes away; what it only changes, the twin changes back. */
    @ParameterizedTest
    @ValueSource(strings = {"coordinator", "cluster"})
    void everyScriptHasATwinThatUndoesIt(String name) throws IOException {
        String restored = Files.readString(SCRIPTS.resolve(name + "-restore.cli"));
        List<String> added = Pattern.compile("^ +(/\\S+?):add\\b", Pattern.MULTILINE)
                .matcher(Files.readString(SCRIPTS.resolve(name + ".cli")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(added).hasSizeGreaterThan(10);
        for (String address : added) {
            assertThat(withParents(address)).as(address).anyMatch(resource -> restored.contains(resource + ":remove"));
        }
    }

    private static Stream<String> withParents(String address) {
        return Stream.iterate(address, path -> !path.isEmpty(), path -> path.substring(0, path.lastIndexOf('/')));
    }

    @Test
    void noScriptHoldsASecret() throws IOException {
        String cluster = Files.readString(SCRIPTS.resolve("cluster.cli"));
        assertThat(Pattern.compile("clear-text=\"(.*?)\"")
                        .matcher(cluster)
                        .results()
                        .map(found -> found.group(1)))
                .hasSize(3)
                .containsOnly("${coordinator.cluster.secret:none}");
    }
}
