package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/** The PostgreSQL of a product, ended and begun without the help of {@code up}. */
record Postgres(Path folder) {
    static Postgres of(RunningProduct product) {
        return new Postgres(product.data().resolve("postgres"));
    }

    Path pidFile() {
        return folder.resolve("data/postmaster.pid");
    }

    void kill() {
        try {
            Processes.kill(Long.parseLong(Files.readAllLines(pidFile()).get(0).trim()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes rows behind the product's back, as the schema's owner; gives how many. */
    static int change(RunningProduct product, String sql) {
        try (Connection connection = connect(product);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first value of the first row as text, or an empty text. */
    static String ask(RunningProduct product, String sql) {
        try (Connection connection = connect(product)) {
            return ask(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** As {@link #ask(RunningProduct, String)}, within a transaction of the caller's. */
    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Objects.requireNonNullElse(rows.getString(1), "") : "";
        }
    }

    /** A connection as the schema's owner; the caller closes it. */
    static Connection connect(RunningProduct product) throws SQLException {
        Properties settings = new Properties();
        try (Reader reader =
                Files.newBufferedReader(product.data().resolve("node-1/configuration/coordinator.properties"))) {
            settings.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return DriverManager.getConnection(
                settings.getProperty("coordinator.database.url"),
                "coordinator_owner",
                settings.getProperty("coordinator.database.owner-password"));
    }

    void start() throws IOException {
        try (Stream<Path> versions = Files.list(folder.resolve("server"))) {
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody.
                command.addAll(List.of("unshare", "-U"));
            }
            command.add(versions.map(version -> version.resolve("bin/pg_ctl"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow()
                    .toString());
            command.addAll(List.of("-D", folder.resolve("data").toString()));
            command.addAll(List.of("-l", folder.resolve("test.log").toString(), "-w", "start"));
            Commands.Outcome started = Commands.run(command, folder, Map.of());
            assertThat(started.exitCode()).as(started.output()).isZero();
        }
    }
}
