package org.mcpcoordinator.upkeep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The folder of this node in which archives lie, for its owner's eyes only. Backups are kept until somebody deletes them;
 * what came from outside for a restore goes when the restore is over.
 */
final class Shelf {
    /** Largest archive that is taken from outside, in bytes. */
    static final long LARGEST = 1L << 30;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,150}\\.zip");
    private static final String DRAFT = ".part";

    private final Path folder;

    Shelf(Path folder) {
        this.folder = folder;
    }

    static String nameOfBackup(long run, Instant at) {
        return "backup-" + STAMP.format(at) + "-" + run + ".zip";
    }

    static String nameOfUpload(long run) {
        return "restore-" + run + ".zip";
    }

    /** An empty file to write to; it becomes {@code name} by {@link #finish}. */
    Path draft(String name) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Path draft = folder.resolve(name + DRAFT);
            Files.deleteIfExists(draft);
            return Files.createFile(
                    draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new UncheckedIOException("no archive can be written to " + folder, e);
        }
    }

    Path finish(Path draft) throws IOException {
        String name = draft.getFileName().toString();
        Path finished = folder.resolve(name.substring(0, name.length() - DRAFT.length()));
        return Files.move(draft, finished, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes an archive from outside. */
    Path take(String name, InputStream archive) {
        Path draft = draft(name);
        try {
            long left = LARGEST + 1;
            byte[] buffer = new byte[64 * 1024];
            try (var out = Files.newOutputStream(draft)) {
                for (int count = archive.read(buffer); count >= 0; count = archive.read(buffer)) {
                    left -= count;
                    if (left <= 0) {
                        throw new ProblemException(
                                ProblemCode.BODY_TOO_LARGE, "at most " + LARGEST + " bytes of archive are taken");
                    }
                    out.write(buffer, 0, count);
                }
            }
            return finish(draft);
        } catch (IOException e) {
            throw new UncheckedIOException("the archive could not be kept in " + folder, e);
        } finally {
            delete(draft);
        }
    }

    /** An archive of that name; names no other folder. */
    Path find(String name) {
        Path file = folder.resolve(name);
        if (!NAME.matcher(name).matches() || !Files.isRegularFile(file)) {
            throw new ProblemException(ProblemCode.RUN_NOT_FOUND, "there is no archive " + name + " in " + folder);
        }
        return file;
    }

    /** The newest backup, by its name. */
    Optional<String> newest() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name ->
                            name.startsWith("backup-") && NAME.matcher(name).matches())
                    .max(Comparator.naturalOrder());
        } catch (IOException noFolderYet) {
            return Optional.empty();
        }
    }

    /** Deletes what a node that died has left half-done, and archives that came for a restore. */
    void tidy() {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().endsWith(DRAFT)
                            || file.getFileName().toString().startsWith("restore-"))
                    .forEach(Shelf::delete);
        } catch (IOException noFolderYet) {
            return;
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be deleted", e);
        }
    }
}
