package org.mcpcoordinator.cli.product;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.mcpcoordinator.cli.terminal.Refusal;

/** The PostgreSQL that {@code up} has started, for whoever measures beside it. */
public final class OwnDatabase {
    private OwnDatabase() {}

    /** A connection of the superuser: to be used for temporary tables only. */
    public static Connection open(DataFolder folder) {
        UpFile file = UpFile.read(folder)
                .orElseThrow(
                        () -> Refusal.refused("nothing was started in " + folder.root() + "; this bench needs it"));
        Properties login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty("password", new Passwords(folder).database().superuser());
        login.setProperty("connectTimeout", "5");
        try {
            return DriverManager.getConnection(Database.url(file.postgresPort()), login);
        } catch (SQLException e) {
            throw Refusal.failed("cannot reach the database of " + folder.root(), e);
        }
    }
}
