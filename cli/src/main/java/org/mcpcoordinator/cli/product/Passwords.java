package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Random passwords, made once and kept at mode 0600 in the data folder; no default password exists anywhere. */
final class Passwords {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 18;

    private final DataFolder folder;

    Passwords(DataFolder folder) {
        this.folder = folder;
    }

    /** The admin's password: the one asked for, else the kept one, else a new one. */
    String admin(Optional<String> wanted) {
        String kept = read(folder.adminPassword()).orElse("");
        String password = wanted.filter(text -> !text.isBlank()).orElse(kept.isEmpty() ? random() : kept);
        if (!password.equals(kept)) {
            DataFolder.writePrivate(folder.adminPassword(), password + "\n");
        }
        return password;
    }

    /** The key that seals stored secrets: 256 random bits in base64. */
    void secretKey() {
        if (read(folder.secretKey()).isEmpty()) {
            byte[] key = new byte[32];
            RANDOM.nextBytes(key);
            DataFolder.writePrivate(folder.secretKey(), Base64.getEncoder().encodeToString(key) + "\n");
        }
    }

    /** What nodes of a cluster must know to join, and the password of their key. */
    String cluster() {
        return read(folder.clusterSecret()).orElseGet(() -> {
            String secret = random();
            DataFolder.writePrivate(folder.clusterSecret(), secret + "\n");
            return secret;
        });
    }

    Database.Passwords database() {
        Properties kept = new Properties();
        try {
            kept.load(new StringReader(read(folder.databasePasswords()).orElse("")));
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + folder.databasePasswords(), e);
        }
        String superuser = kept.getProperty("postgres", random());
        String owner = kept.getProperty("coordinator_owner", random());
        String app = kept.getProperty("coordinator_app", random());
        if (kept.size() < 3) {
            DataFolder.writePrivate(
                    folder.databasePasswords(),
                    "postgres=" + superuser + "\ncoordinator_owner=" + owner + "\ncoordinator_app=" + app + "\n");
        }
        return new Database.Passwords(superuser, owner, app);
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file).trim()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file, e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes)
                .replace('-', 'x')
                .replace('_', 'y');
    }
}
