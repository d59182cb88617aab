package org.mcpcoordinator.upkeep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.testing.TestingDatabase;

/** Writes and reads archives of databases, with a key that merely turns values around. */
public final class TestingArchives {
    static final int PORT_BASE = 3100;
    static final int NEWEST_SCHEMA = Integer.MAX_VALUE;
    static final String PASSPHRASE = "correct horse battery";

    private TestingArchives() {}

    /** A small installation with a bit of everything. */
    static void fill(TestingDatabase database) throws SQLException {
        run(database, """
                INSERT INTO account VALUES ('ann', 'hash-of-ann', 'admin', true, now(), now());
                INSERT INTO api_token (name, sha256, role, created_by, created_at)
                  VALUES ('ci', sha256('ci'), 'operator', 'ann', now());
                INSERT INTO secret VALUES ('KEY', 'ytnelp-fo-nroh', now());
                INSERT INTO audit_entry (at, who, means, action, target, outcome, detail)
                  SELECT now() - n * interval '1 minute', 'ann', 'basic', 'server.restart', 's' || n, 'ok', 'line ' || n
                    FROM generate_series(1, 20) n;
                INSERT INTO revision (fleet, number, hash, author, reason, created_at, document)
                  VALUES ('f', 1, 'h1', 'ann', 'first', now(), '{"fleet": "f", "ü": "\\n"}'),
                         ('f', 2, 'h2', 'ann', 'second', now(), '{}');
                INSERT INTO server_definition SELECT 2, n, 's' || n, 'api', 1, 'hash' || n, '{}' FROM generate_series(1, 5) n;
                INSERT INTO instance (server, replica, fleet, category, host, port, endpoint, generation,
                    definition_hash, revision, desired, state, reason, detail, since, pid, attempt, remote, deadline_millis)
                  SELECT 's' || n, 0, 'f', 'api', 'local', 3300 + n, 'http://127.0.0.1', n, 'hash' || n, 2, 'RUNNING',
                    'HEALTHY', 'ANSWERS', '', now(), 4711, 1, false, 120000 FROM generate_series(1, 5) n;
                UPDATE instance SET state = 'QUARANTINED', reason = 'OPERATOR', detail = 'by ann' WHERE server = 's4';
                UPDATE instance SET desired = 'STOPPED', state = 'STOPPED', reason = 'OPERATOR' WHERE server = 's5';
                INSERT INTO beside (server, replica, fleet, category, host, port, endpoint, generation, definition_hash,
                    revision, desired, state, reason, detail, since, pid, attempt, remote, deadline_millis, side)
                  SELECT server, replica, fleet, category, host, 4100, endpoint, 9, 'next', revision, 'RUNNING', 'STARTING',
                    'AWAITING_FIRST_ANSWER', '', since, 4712, 1, remote, deadline_millis, 1 FROM instance WHERE server = 's1';
                INSERT INTO port_lease VALUES ('local', 4100, 's1', 0), ('local', 4101, 's2', 0);
                INSERT INTO port_lease SELECT host, port, server, replica FROM instance;
                INSERT INTO rollout (fleet, revision, state, profile, planned, progress_at, progress_seconds, started_by,
                    started_at, ended_at, execution, epoch)
                  VALUES ('f', 1, 'SUCCEEDED', 'quick', 5, now(), 60, 'ann', now(), now(), 3, 1),
                         ('f', 2, 'RUNNING', 'careful', 5, now(), 60, 'ann', now(), NULL, 4, 2);
                INSERT INTO rollout_phase VALUES (1, 0, 'canary', 1, 1);
                INSERT INTO rollout_item VALUES (1, 0, 's1', 0, 'add', 0, 0, 3301);
                INSERT INTO gate_verdict (rollout_id, phase, name, verdict, value, bound, at)
                  VALUES (1, 0, 'healthy', 'PASS', 'NaN', 0.95, now());
                INSERT INTO lease VALUES ('host/local', 'node-1', 'node-1', 7, now());
                """);
    }

    /** Writes an archive of a database without accounts and secrets. */
    public static void writeOpen(TestingDatabase database, Path file) throws SQLException, IOException {
        write(database, file, null);
    }

    /** Puts an archive without accounts and secrets in the place of what is there. */
    public static void restoreOpen(TestingDatabase database, Path file) throws SQLException, IOException {
        restore(database, file, null, true);
    }

    static Manifest write(TestingDatabase database, Path file, @Nullable String passphrase)
            throws SQLException, IOException {
        Protection protection = passphrase == null ? null : Protection.fresh(passphrase.toCharArray());
        try (Connection connection = database.asOwner().getConnection();
                ArchiveWriter archive = new ArchiveWriter(Files.newOutputStream(file), protection)) {
            Manifest manifest = new Snapshot(
                            connection, (name, bytes) -> Optional.of(turned(new String(bytes, StandardCharsets.UTF_8))))
                    .write(archive, protection, "node-1", PORT_BASE, Map.of());
            archive.finish(manifest);
            return manifest;
        }
    }

    static ArchiveReader checked(Path file, @Nullable String passphrase) {
        ArchiveReader archive = new ArchiveReader(file, NEWEST_SCHEMA);
        archive.check(passphrase == null ? null : passphrase.toCharArray());
        return archive;
    }

    static void restore(TestingDatabase database, Path file, @Nullable String passphrase, boolean replace)
            throws SQLException, IOException {
        restore(database, file, passphrase, replace, List.of());
    }

    static void restore(
            TestingDatabase database,
            Path file,
            @Nullable String passphrase,
            boolean replace,
            List<Fences.Running> running)
            throws SQLException, IOException {
        try (ArchiveReader archive = checked(file, passphrase);
                Connection connection = database.asOwner().getConnection()) {
            connection.setAutoCommit(false);
            Restoration restoration = new Restoration(
                    connection, archive, (name, value) -> turned(value).getBytes(StandardCharsets.UTF_8));
            restoration.check(PORT_BASE, Set.of("local"), replace);
            restoration.fill(Set.of("local"), running);
            connection.commit();
        }
    }

    static void run(TestingDatabase database, String sql) throws SQLException {
        try (Connection connection = database.asOwner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(TestingDatabase database, String sql) throws SQLException {
        try (Connection connection = database.asOwner().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return String.valueOf(found.getString(1));
        }
    }

    private static String turned(String text) {
        return new StringBuilder(text).reverse().toString();
    }
}
