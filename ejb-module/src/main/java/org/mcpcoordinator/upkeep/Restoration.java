package org.mcpcoordinator.upkeep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Puts what is in a checked archive into the database: all of it in one transaction, or nothing. The caller commits.
 */
final class Restoration {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH_ROWS = 200;
    private static final int BATCH_CHARACTERS = 1 << 20;

    private final Connection connection;
    private final ArchiveReader archive;
    private final BiFunction<String, String, byte[]> seal;

    /**
     * A restoration.
     *
     * @param connection of the owner of the schema, not used for anything else
     * @param seal seals the value of the secret of that name with this installation's key
     */
    Restoration(Connection connection, ArchiveReader archive, BiFunction<String, String, byte[]> seal) {
        this.connection = connection;
        this.archive = archive;
        this.seal = seal;
    }

    /**
     * Refuses what cannot be restored here, before anything is touched.
     *
     * @param portBase first port of this installation's layout
     * @param hosts machines known here
     * @param replace true if a fleet that is here may be replaced
     */
    void check(int portBase, Set<String> hosts, boolean replace) throws SQLException {
        Manifest manifest = archive.manifest();
        if (manifest.portBase() != portBase) {
            throw elsewhere("its ports begin at " + manifest.portBase() + ", those of this installation at " + portBase
                    + " (setting coordinator.catalog.port-base; up --port-base " + manifest.portBase() + ")");
        }
        rename(hosts);
        for (Manifest.Table table : manifest.tables()) {
            Set<String> missing = new HashSet<>(table.columns());
            missing.removeAll(
                    Snapshot.columns(connection, Tables.named(table.name()).orElseThrow()));
            if (!missing.isEmpty()) {
                throw new ProblemException(
                        ProblemCode.ARCHIVE_INVALID,
                        "its table " + table.name() + " has columns that are not known here: " + missing);
            }
        }
        long revisions = Snapshot.number(connection, "SELECT count(*) FROM coordinator.revision");
        long instances = Snapshot.number(connection, "SELECT count(*) FROM coordinator.instance");
        if (!replace && revisions + instances > 0) {
            throw new ProblemException(
                    ProblemCode.NOT_EMPTY,
                    "there are " + revisions + " revisions and " + instances
                            + " server instances here; a restore with replace puts the archive in their place");
        }
    }

    /** Puts everything in; gives the names of hosts that were changed, old to new. */
    Map<String, String> fill(Set<String> hosts, List<Fences.Running> running) throws SQLException, IOException {
        Map<String, String> renamed = rename(hosts);
        List<String> emptied = Stream.concat(
                        Tables.ARCHIVED.stream().filter(ArchivedTable::emptied).map(ArchivedTable::name),
                        Tables.LEFT_OUT.entrySet().stream()
                                .filter(table -> table.getValue().emptied())
                                .map(Map.Entry::getKey))
                .map(name -> "coordinator." + name)
                .toList();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL TimeZone = 'UTC'");
            statement.execute("SET LOCAL lock_timeout = '30s'");
            statement.execute("LOCK TABLE " + String.join(", ", emptied) + " IN ACCESS EXCLUSIVE MODE");
            Fences fences = new Fences(connection);
            fences.remember();
            statement.execute("TRUNCATE " + String.join(", ", emptied));
            for (ArchivedTable table : Tables.ARCHIVED) {
                for (Manifest.Table filed : archive.manifest().tables()) {
                    if (filed.name().equals(table.name())) {
                        insert(table, filed);
                        moveSequence(statement, table);
                    }
                }
            }
            for (Map.Entry<String, String> host : renamed.entrySet()) {
                renameHost(host.getKey(), host.getValue());
            }
            fences.outrun(running);
            fences.raiseEpochs(archive.manifest().epochs(), renamed);
        }
        return renamed;
    }

    private Map<String, String> rename(Set<String> hosts) {
        List<String> strangers = archive.manifest().hosts().stream()
                .filter(host -> !hosts.contains(host))
                .toList();
        if (strangers.isEmpty()) {
            return Map.of();
        }
        if (archive.manifest().hosts().size() == 1 && hosts.size() == 1) {
            return Map.of(strangers.get(0), hosts.iterator().next());
        }
        throw elsewhere("its servers are on hosts that are not known here: " + String.join(", ", strangers)
                + "; start a node on each (setting coordinator.cluster.host-name) and restore again");
    }

    private void insert(ArchivedTable table, Manifest.Table filed) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(table.insert(filed.columns()))) {
            List<String> batch = new ArrayList<>();
            long[] characters = new long[1];
            archive.lines(filed, line -> {
                batch.add(table.name().equals("secret") ? sealed(line) : line);
                characters[0] += line.length();
                if (batch.size() >= BATCH_ROWS || characters[0] >= BATCH_CHARACTERS) {
                    put(statement, batch);
                    characters[0] = 0;
                }
            });
            put(statement, batch);
        }
    }

    private static void put(PreparedStatement statement, List<String> batch) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        try {
            statement.setString(1, "[" + String.join(",", batch) + "]");
            statement.executeUpdate();
            batch.clear();
        } catch (SQLException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    private String sealed(String row) throws IOException {
        ObjectNode secret = (ObjectNode) JSON.readTree(row);
        String name = secret.path("name").asText();
        byte[] sealed = seal.apply(name, secret.path("sealed").asText());
        return secret.put("sealed", "\\x" + HexFormat.of().formatHex(sealed)).toString();
    }

    /** Numbers go on above those of the archive, and never below those that were given here. */
    private static void moveSequence(Statement statement, ArchivedTable table) throws SQLException {
        @Nullable String sequence = null;
        try (ResultSet found = statement.executeQuery("""
                SELECT pg_get_serial_sequence('coordinator.%1$s', column_name) FROM information_schema.columns
                 WHERE table_schema = 'coordinator' AND table_name = '%1$s' AND column_name = 'id'
                   AND is_identity = 'YES'""".formatted(table.name()))) {
            if (found.next()) {
                sequence = found.getString(1);
            }
        }
        if (sequence != null) {
            statement.execute("SELECT setval('" + sequence + "', greatest((SELECT last_value FROM " + sequence
                    + "), (SELECT max(id) FROM coordinator." + table.name() + ")))");
        }
    }

    private void renameHost(String from, String to) throws SQLException {
        for (String table : List.of("instance", "beside", "port_lease", "rollout_item")) {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE coordinator." + table + " SET host = ? WHERE host = ?")) {
                statement.setString(1, to);
                statement.setString(2, from);
                statement.executeUpdate();
            }
        }
    }

    private static ProblemException elsewhere(String why) {
        return new ProblemException(ProblemCode.ARCHIVE_ELSEWHERE, why);
    }
}
