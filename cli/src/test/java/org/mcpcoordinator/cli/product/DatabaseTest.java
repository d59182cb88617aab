package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static final Database.Passwords PASSWORDS = new Database.Passwords("super", "owner", "application");

    @TempDir
    Path temporary;

    private DataFolder folder;

    @AfterEach
    void stop() {
        Database.stop(folder);
    }

    @Test
    void itIsSafeAndClosedAndSurvivesAKill() throws Exception {
        folder = new DataFolder(temporary.resolve("data")).make();
        int port = new Ports(Taken.NONE).near(25_480);
        Database database = new Database(
                folder,
                new Installation(Path.of("..").toAbsolutePath().normalize()),
                new UpFile(1, 2, port, 3, 4, 3100, "/jdk", java.util.List.of()),
                PASSWORDS);
        database.start();

        assertThat(setting(port, "fsync")).isEqualTo("on");
        assertThat(setting(port, "synchronous_commit")).isEqualTo("on");
        assertThat(setting(port, "listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(setting(port, "unix_socket_directories")).isEmpty();
        assertThatThrownBy(() -> connect(port, "postgres", "wrong")).hasMessageContaining("password");
        assertThat(Files.readString(folder.postgres().resolve("data/pg_hba.conf")))
                .doesNotContain(" trust");
        try (Connection app = connect(port, "coordinator_app", "application");
                Statement statement = app.createStatement()) {
            assertThatThrownBy(() -> statement.execute("CREATE TABLE coordinator.mine (id int)"))
                    .hasMessageContaining("permission denied");
        }

        ProcessHandle first = Database.process(folder).orElseThrow();
        first.destroyForcibly();
        first.onExit().join();
        assertThat(Database.isRunning(folder)).isFalse();
        database.start();
        database.start();
        assertThat(setting(port, "fsync")).isEqualTo("on");
        assertThat(Database.stop(folder)).isTrue();
        assertThat(Database.stop(folder)).isFalse();
    }

    private static String setting(int port, String name) throws SQLException {
        try (Connection owner = connect(port, "postgres", "super");
                Statement statement = owner.createStatement();
                ResultSet answer = statement.executeQuery("SHOW " + name)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static Connection connect(int port, String user, String password) throws SQLException {
        return DriverManager.getConnection(Database.url(port), user, password);
    }
}
