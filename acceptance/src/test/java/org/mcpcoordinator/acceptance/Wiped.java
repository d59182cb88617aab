package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** A product that loses everything and gets it back from an archive. */
final class Wiped {
    private static final Logger LOG = Logger.getLogger(Wiped.class);

    /** From the beginning of the restore until as many servers are healthy as before. */
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private Wiped() {}

    /**
     * Saves the product, wipes it, restores it and saves it again: the same content, and as many servers healthy as before.
     *
     * @return what the restore said
     */
    static String andRestored(RunningProduct product) throws IOException {
        Path folder = Files.createTempDirectory("wiped");
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery");
        int healthy = product.get("fleet").path("states").path("HEALTHY").asInt();
        JsonNode saved = backup(product, folder.resolve("before.zip"), passphrase);

        product.freshAndEmpty();
        Instant begun = Instant.now();
        Commands.Outcome restored = product.coordinator(
                "restore", folder.resolve("before.zip").toString(), "--passphrase-file", passphrase.toString());

        assertThat(restored.exitCode()).as(restored.output()).isZero();
        Duration took = Duration.between(begun, Instant.now());
        LOG.infof("%d servers were back %d ms after the restore began", healthy, took.toMillis());
        assertThat(took).as("from the restore to %d healthy servers", healthy).isLessThanOrEqualTo(AT_MOST);
        assertThat(product.get("fleet").path("states").path("HEALTHY").asInt()).isEqualTo(healthy);
        assertThat(backup(product, folder.resolve("after.zip"), passphrase).path("content"))
                .isEqualTo(saved.path("content"));
        return restored.output();
    }

    private static JsonNode backup(RunningProduct product, Path file, Path passphrase) {
        Commands.Outcome saved =
                product.coordinator("backup", file.toString(), "--passphrase-file", passphrase.toString(), "--json");
        assertThat(saved.exitCode()).as(saved.output()).isZero();
        return RunningProduct.json(saved.output());
    }
}
