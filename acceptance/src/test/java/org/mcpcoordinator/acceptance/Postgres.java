package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        Properties settings = new Properties();
        try (Reader reader =
                Files.newBufferedReader(product.data().resolve("node-1/configuration/coordinator.properties"))) {
            settings.load(reader);
            try (Connection connection = DriverManager.getConnection(
                            settings.getProperty("coordinator.database.url"),
                            "coordinator_owner",
                            settings.getProperty("coordinator.database.owner-password"));
                    Statement statement = connection.createStatement()) {
                statement.execute("SET search_path = coordinator");
                return statement.executeUpdate(sql);
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(sql, e);
        }
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
