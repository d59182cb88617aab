package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * What makes of an empty PostgreSQL the coordinator's: its database, and the script with roles and tables.
 *
 * @param script {@code database.sql}
 * @param port PostgreSQL's, on loopback
 */
record DatabaseScript(Path script, int port, Database.Passwords passwords) {
    static final String DATABASE = "coordinator";

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Makes the database, the roles and WildFly's own tables; running it again changes nothing. */
    void run() {
        try (Connection server = connect("postgres");
                Statement statement = server.createStatement()) {
            boolean there;
            try (ResultSet found =
                    statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                there = found.next();
            }
            if (!there) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        } catch (SQLException e) {
            throw Refusal.failed("cannot make the database", e);
        }
        try (Connection database = connect(DATABASE);
                Statement statement = database.createStatement()) {
            statement.execute(filledIn(Files.readString(script)));
        } catch (SQLException | IOException e) {
            throw Refusal.failed("database.sql failed", e);
        }
    }

    /** The script with psql's {@code :'name'} variables filled in as literals. */
    private String filledIn(String text) {
        return text.replace(":'owner_password'", "'" + passwords.owner() + "'")
                .replace(":'app_password'", "'" + passwords.app() + "'");
    }

    private Connection connect(String database) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty("password", passwords.superuser());
        login.setProperty("connectTimeout", "5");
        return DriverManager.getConnection(url(port, database), login);
    }
}
