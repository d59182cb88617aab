package org.mcpcoordinator.cli.connect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * A client's file. Each change leaves what was there before beside it, with the time and a digest of what was written, so
 * that undoing never takes away what somebody else has written since.
 */
public final class ConfigFile {
    private static final long LARGEST = 8 << 20;
    private static final String BACKUP = ".coordinator-backup";
    private static final String MADE = ".coordinator-made";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path file;

    /** The file itself where a link leads to it. */
    public ConfigFile(Path file) {
        try {
            this.file = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file, e);
        }
    }

    public Path path() {
        return file;
    }

    /** Its text; empty if it is not there. */
    public String read() {
        try {
            if (!Files.exists(file)) {
                return "";
            }
            if (Files.size(file) > LARGEST) {
                throw Refusal.refused(file + " has more than " + LARGEST + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file, e);
        }
    }

    /**
     * Writes it whole, at once, and keeps what was there.
     *
     * @param ownerOnly true if only the owner may read it from now on; else it stays as it is, and a new one is the owner's
     * @return the backup; empty if the file was not there
     */
    public Optional<Path> write(String text, boolean ownerOnly, Instant now) {
        try {
            boolean there = Files.exists(file);
            Files.createDirectories(folder());
            Path kept = folder().resolve(
                            file.getFileName() + "." + TIME.format(now) + "-" + digest(text) + (there ? BACKUP : MADE));
            writeNew(kept, there ? Files.readString(file) : "", OWNER_ONLY);
            Set<PosixFilePermission> mode =
                    POSIX && there && !ownerOnly ? Files.getPosixFilePermissions(file) : OWNER_ONLY;
            replace(text, mode);
            return there ? Optional.of(kept) : Optional.empty();
        } catch (IOException e) {
            throw Refusal.failed("cannot write " + file, e);
        }
    }

    /** Takes the last write back, and gives the sentence that says so. */
    public String undo() {
        try {
            Path kept = newest().orElseThrow(
                            () -> Refusal.refused("there is nothing to undo: no backup lies beside " + file));
            String name = kept.getFileName().toString();
            if (!name.contains("-" + digest(read()) + ".coordinator-")) {
                throw Refusal.refused(
                        file + " has been changed since; nothing was undone. What it was before lies in " + kept);
            }
            if (name.endsWith(MADE)) {
                Files.delete(file);
                Files.delete(kept);
                return file + " is gone again: it was not there before.";
            }
            replace(Files.readString(kept), POSIX ? Files.getPosixFilePermissions(file) : OWNER_ONLY);
            Files.delete(kept);
            return file + " is as it was before.";
        } catch (IOException e) {
            throw Refusal.failed("cannot undo " + file, e);
        }
    }

    private Optional<Path> newest() throws IOException {
        if (!Files.isDirectory(folder())) {
            return Optional.empty();
        }
        String begin = file.getFileName() + ".";
        try (Stream<Path> all = Files.list(folder())) {
            return all.filter(path -> {
                        String name = path.getFileName().toString();
                        return name.startsWith(begin) && (name.endsWith(BACKUP) || name.endsWith(MADE));
                    })
                    .max(Comparator.comparing(path -> path.getFileName().toString()));
        }
    }

    private void replace(String text, Set<PosixFilePermission> mode) throws IOException {
        Path draft = folder().resolve(file.getFileName() + ".coordinator-new");
        Files.deleteIfExists(draft);
        writeNew(draft, text, mode);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Made for its owner only first, so that nobody reads it before its mode is set. */
    private static void writeNew(Path path, String text, Set<PosixFilePermission> mode) throws IOException {
        if (POSIX) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } else {
            Files.createFile(path);
        }
        Files.writeString(path, text);
        if (POSIX) {
            Files.setPosixFilePermissions(path, mode);
        }
    }

    private Path folder() {
        Path parent = file.getParent();
        return parent == null ? Path.of("").toAbsolutePath() : parent;
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
