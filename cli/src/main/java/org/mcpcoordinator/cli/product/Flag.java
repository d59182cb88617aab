package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mcpcoordinator.cli.terminal.Refusal;

/** An empty file whose being there says something to a command that comes after one that was broken off. */
record Flag(Path file) {
    boolean stands() {
        return Files.exists(file);
    }

    void raise() {
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw Refusal.failed("cannot write " + file, e);
        }
    }

    void lower() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Refusal.failed("cannot delete " + file, e);
        }
    }
}
