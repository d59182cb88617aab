package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine that a bench compares with, where they are installed. */
final class Programs {
    private Programs() {}

    /** The program on PATH, or in the folder where servers lie. */
    static Optional<Path> find(String name) {
        return Stream.concat(
                        List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream(), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
