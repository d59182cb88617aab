package org.mcpcoordinator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingDatabase;

class SchemaTest {
    private static TestingDatabase database;

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void mappingAndSchemaAgree() {
        database.validate();
    }

    @Test
    void migratingTwiceChangesNothing() {
        assertThat(Migrations.run(database.asOwner())).isZero();
    }

    @Test
    void theApplicationsRoleMayNotCreateTables() throws SQLException {
        try (Connection connection = database.asApp().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("CREATE TABLE coordinator.planted (id int)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("CREATE TABLE public.planted (id int)"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void nobodyElseMayConnectAndTheApplicationsRoleMayDoNothingMore() throws SQLException {
        database.prepareAgain();
        try (Connection connection = database.asApp().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("CREATE TEMPORARY TABLE planted (id int)"))
                    .hasMessageContaining("permission denied");
            try (ResultSet stranger = statement.executeQuery(
                    "SELECT has_database_privilege('pg_monitor', current_database(), 'CONNECT')")) {
                assertThat(stranger.next()).isTrue();
                assertThat(stranger.getBoolean(1)).isFalse();
            }
        }
        try (Connection connection = database.asOwner().getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void theApplicationsRoleMayUseTheJobRepository() throws SQLException {
        try (Connection connection = database.asApp().getConnection();
                Statement statement = connection.createStatement();
                ResultSet key = statement.executeQuery(
                        "INSERT INTO job_instance (jobname, applicationname) VALUES ('j', 'a') RETURNING jobinstanceid")) {
            assertThat(key.next()).isTrue();
        }
    }
}
