package org.mcpcoordinator.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/** The file that holds the key: one line of Base64, readable by its owner only. All nodes need the same one. */
final class SecretKeyFile {
    private static final Logger LOG = Logger.getLogger(SecretKeyFile.class);
    private static final int KEY_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    SecretKeyFile(Path file) {
        this.file = file;
    }

    /** The key in the file; makes both if there is no file. */
    SecretKey key() {
        try {
            if (!Files.exists(file)) {
                make();
            }
            refuseOpenFile();
            byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
            if (key.length != KEY_BYTES) {
                throw new IllegalStateException(file + " does not hold a key of " + KEY_BYTES + " bytes in Base64");
            }
            return new SecretKeySpec(key, "AES");
        } catch (IOException e) {
            throw new UncheckedIOException("the key for secrets cannot be read from " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + " does not hold a key of " + KEY_BYTES + " bytes in Base64", e);
        }
    }

    /** Written aside and linked into place, so that of two nodes starting together both read the same key. */
    private void make() throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(folder);
        Path aside = folder.resolve(file.getFileName() + "." + UUID.randomUUID());
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.write(aside, (Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII));
            Files.createLink(file, aside);
            LOG.infof("Made a key for secrets in %s; keep a copy of it apart from the database's backups", file);
        } catch (FileAlreadyExistsException otherNodeWasFirst) {
            LOG.infof("Another node has just made the key for secrets in %s", file);
        } finally {
            Files.delete(aside);
        }
    }

    private void refuseOpenFile() throws IOException {
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.removeAll(Set.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        if (!others.isEmpty()) {
            throw new IllegalStateException(
                    file + " holds the key for secrets and may be read by its owner only: chmod 600 " + file);
        }
    }
}
