package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A product that loses everything and gets it back from an archive. */
final class Wiped {
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
        Commands.Outcome restored = product.coordinator(
                "restore", folder.resolve("before.zip").toString(), "--passphrase-file", passphrase.toString());

        assertThat(restored.exitCode()).as(restored.output()).isZero();
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
