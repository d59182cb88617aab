package org.mcpcoordinator.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KnownSettingsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern KEY = Pattern.compile("\"(coordinator\\.[a-z]+\\.[a-z-]+)\"");
    private static final Pattern IN_A_SCRIPT = Pattern.compile("\\$\\{(coordinator\\.[a-z]+\\.[a-z-]+)[:}]");
    private static final Pattern IN_THE_TABLE = Pattern.compile("`(coordinator\\.[a-z]+\\.[a-z-]+)`");

    @Test
    void theListIsWhatTheSourcesRead() throws IOException {
        Set<String> read = new TreeSet<>();
        for (String module : List.of("ejb-module", "batch-jobs", "web-module")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith("KnownSettings.java"))
                        .forEach(file -> read.addAll(keys(KEY, file)));
            }
        }
        // What WildFly's configuration reads, the application may look at too.
        read.removeAll(KnownSettings.OF_WILDFLY);
        assertThat(KnownSettings.OF_THE_APPLICATION).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void andWhatTheScriptsRead() {
        Set<String> read = new TreeSet<>();
        for (String script : List.of("coordinator.cli", "cluster.cli")) {
            read.addAll(keys(IN_A_SCRIPT, ROOT.resolve("wildfly-config/scripts").resolve(script)));
        }
        assertThat(KnownSettings.OF_WILDFLY).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void theReadmeTellsAllOfThem() {
        assertThat(keys(IN_THE_TABLE, ROOT.resolve("README.md")))
                .containsAll(KnownSettings.OF_THE_APPLICATION)
                .containsAll(KnownSettings.OF_WILDFLY);
    }

    @Test
    void thereAreNoMoreThanAnybodyReads() {
        assertThat(KnownSettings.OF_THE_APPLICATION).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void aMisspeltKeyStopsTheStartAndIsNamed() {
        assertThatThrownBy(() ->
                        KnownSettings.check(List.of("java.home", "coordinator.health.intervall", "coordinator.x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("coordinator.health.intervall, coordinator.x;")
                .hasMessageContaining("coordinator.health.interval-millis");
    }

    @Test
    void knownKeysAndThoseOfOthersDoNot() {
        KnownSettings.check(KnownSettings.OF_THE_APPLICATION);
        KnownSettings.check(KnownSettings.OF_WILDFLY);
        KnownSettings.check(List.of("java.home", "jboss.node.name", "coordinator.ldap.password"));
    }

    private static Set<String> keys(Pattern pattern, Path file) {
        try {
            Set<String> keys = new TreeSet<>();
            pattern.matcher(Files.readString(file))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .forEach(keys::add);
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
