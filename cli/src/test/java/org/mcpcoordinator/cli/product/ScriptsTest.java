package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
