package org.mcpcoordinator.upkeep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The database at one moment: all tables are read in one transaction, repeatable and read-only, so that an archive fits
 * together however busy the installation is. Rows come a few at a time.
 */
final class Snapshot {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Documents of whole fleets: a few of them at once would fill the heap. */
    private static final Map<String, Integer> FETCH = Map.of("revision", 4);

    private static final int USUAL_FETCH = 500;

    private final Connection connection;
    private final BiFunction<String, byte[], Optional<String>> open;
    private final List<String> notes = new ArrayList<>();

    /**
     * Begins it.
     *
     * @param connection of the owner, not used for anything else
     * @param open opens the sealed value of the secret of that name; empty if it cannot
     */
    Snapshot(Connection connection, BiFunction<String, byte[], Optional<String>> open) throws SQLException {
        this.connection = connection;
        this.open = open;
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            statement.execute("SET LOCAL TimeZone = 'UTC'");
        }
    }

    /** The columns of a table that are archived. */
    static List<String> columns(Connection connection, ArchivedTable table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT column_name FROM information_schema.columns
                 WHERE table_schema = 'coordinator' AND table_name = ? AND is_generated = 'NEVER'
                 ORDER BY ordinal_position""")) {
            statement.setString(1, table.name());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    columns.add(found.getString(1));
                }
            }
        }
        columns.removeAll(table.left());
        return columns;
    }

    /** Newest migration of the database. */
    static int schema(Connection connection) throws SQLException {
        return (int) number(
                connection,
                "SELECT coalesce(max(version::int), 0) FROM coordinator.flyway_schema_history WHERE success");
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    /**
     * Writes all tables, or those that need no passphrase; gives the manifest.
     *
     * @param protection null if there is no passphrase
     * @param node that writes it
     * @param portBase first port of its layout
     * @param settings that are set on it, none of them a secret
     */
    Manifest write(
            ArchiveWriter archive,
            @Nullable Protection protection,
            String node,
            int portBase,
            Map<String, String> settings)
            throws SQLException, IOException {
        List<Manifest.Table> written = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (ArchivedTable table : Tables.ARCHIVED) {
            if (protection == null && table.guarded()) {
                leftOut.add(table.name());
            } else {
                written.add(write(archive, table));
            }
        }
        return new Manifest(
                Manifest.FORMAT,
                Manifest.VERSION,
                Manifest.PRODUCT,
                schema(connection),
                takenAt(),
                node,
                hosts(),
                portBase,
                settings,
                epochs(),
                written,
                leftOut,
                notes,
                content(written),
                protection == null
                        ? null
                        : new Manifest.Guard(Protection.KDF, protection.iterations(), protection.salt()));
    }

    private Manifest.Table write(ArchiveWriter archive, ArchivedTable table) throws SQLException, IOException {
        List<String> columns = columns(connection, table);
        archive.begin(table, columns);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH.getOrDefault(table.name(), USUAL_FETCH));
            try (ResultSet rows = statement.executeQuery(table.select(columns))) {
                while (rows.next()) {
                    String line = table.name().equals("secret") ? opened(rows.getString(1)) : rows.getString(1);
                    if (line != null) {
                        archive.line(line);
                    }
                }
            }
        }
        return archive.end();
    }

    /** A secret leaves the key of this installation behind; null if that key does not open it. */
    private @Nullable String opened(String row) throws JsonProcessingException {
        ObjectNode secret = (ObjectNode) JSON.readTree(row);
        String name = secret.path("name").asText();
        byte[] sealed = HexFormat.of().parseHex(secret.path("sealed").asText().substring("\\x".length()));
        Optional<String> value = open.apply(name, sealed);
        if (value.isEmpty()) {
            notes.add("secret " + name + " could not be opened with this installation's key and is not in it");
            return null;
        }
        return secret.put("sealed", value.get()).toString();
    }

    /** Machines its instances are on. */
    private List<String> hosts() throws SQLException {
        return new ArrayList<>(
                pairs("SELECT DISTINCT host, 0 FROM coordinator.instance").keySet());
    }

    /** Newest epoch of each host's lease, by host. */
    private Map<String, Long> epochs() throws SQLException {
        return pairs("SELECT substr(name, 6), epoch FROM coordinator.lease WHERE name LIKE 'host/%'");
    }

    private String takenAt() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")) {
            found.next();
            return found.getString(1);
        }
    }

    private Map<String, Long> pairs(String sql) throws SQLException {
        Map<String, Long> pairs = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                pairs.put(found.getString(1), found.getLong(2));
            }
        }
        return pairs;
    }

    /** Checksum of what the fleet is: of the tables a restore replaces. */
    private static String content(List<Manifest.Table> tables) {
        Checksum checksum = new Checksum();
        tables.stream()
                .filter(table -> Tables.named(table.name())
                        .filter(ArchivedTable::emptied)
                        .isPresent())
                .forEach(table -> checksum.add(table.name() + ' ' + table.sha256() + '\n'));
        return checksum.hex();
    }
}
