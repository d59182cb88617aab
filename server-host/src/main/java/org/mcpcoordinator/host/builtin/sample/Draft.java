package org.mcpcoordinator.host.builtin.sample;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** Makes a folder of sample data that is complete from its first moment on, whoever else makes it too. */
public final class Draft {
    private Draft() {}

    /** Fills an empty folder. */
    @FunctionalInterface
    public interface Writing {
        void fill(Path draft) throws IOException;
    }

    /** Makes the folder unless it is there. */
    public static void make(Path folder, Writing writing) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = Files.createDirectories(
                Objects.requireNonNull(folder.toAbsolutePath().getParent()));
        Path draft = Files.createTempDirectory(parent, ".draft");
        try {
            writing.fill(draft);
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException madeByAnother) {
            delete(draft);
        } catch (IOException | RuntimeException failure) {
            delete(draft);
            if (!Files.isDirectory(folder)) {
                throw failure;
            }
        }
    }

    private static void delete(Path draft) throws IOException {
        try (Stream<Path> all = Files.walk(draft)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
