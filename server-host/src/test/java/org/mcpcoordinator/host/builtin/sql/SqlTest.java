package org.mcpcoordinator.host.builtin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.host.builtin.BuiltinTypes;
import org.mcpcoordinator.host.builtin.Calls;

class SqlTest {
    @TempDir
    Path directory;

    @Test
    void aModelCanFindItsWayAndAsk() throws Exception {
        try (Calls calls = Calls.of("sql", "{\"theme\":\"sales\",\"rows\":50}", directory)) {
            JsonNode tables = calls.json("list_tables", "{}").path("tables");
            assertThat(tables).hasSize(3);
            assertThat(tables.toString()).contains("\"name\":\"SALE\"").contains("\"rows\":50");
            JsonNode sale = calls.json("describe_table", "{\"table\":\"sale\"}");
            assertThat(sale.path("primaryKey").toString()).isEqualTo("[\"ID\"]");
            assertThat(sale.path("foreignKeys")).hasSize(2);
            assertThat(calls.json("sample_rows", "{\"table\":\"customer\",\"limit\":2}")
                            .path("rows"))
                    .hasSize(2);
            JsonNode answer = calls.json(
                    "query",
                    "{\"sql\":\"select count(*) as n, true as yes, null as nothing from sale where quantity > ?;\","
                            + "\"parameters\":[0]}");
            assertThat(answer.path("rows").toString()).isEqualTo("[[50,true,null]]");
            assertThat(answer.path("columns").toString()).isEqualTo("[\"N\",\"YES\",\"NOTHING\"]");
        }
    }

    @Test
    void everyThemeCanBeFilled() throws Exception {
        for (String theme : new BuiltinTypes().find("sql").orElseThrow().sheet().choices("theme")) {
            try (Calls calls = Calls.of("sql", "{\"theme\":\"" + theme + "\",\"rows\":10}", directory)) {
                assertThat(calls.json("list_tables", "{}").path("tables"))
                        .as(theme)
                        .hasSizeGreaterThanOrEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from sale",
                "DROP TABLE sale",
                "insert into sale select * from sale",
                "update sale set quantity = 1",
                "create alias x as 'void x() {}'",
                "call file_read('/etc/passwd')",
                "shutdown",
                "set cache_size 1",
                "select 1; delete from sale",
                "/* select */ delete from sale",
                "-- select\ndelete from sale",
                "runscript from '/tmp/x'",
                "script to '/tmp/x'",
                "backup to '/tmp/x.zip'",
                "grant all on sale to reader",
                "alter user reader admin true",
                "explain analyze delete from sale",
                "select * from final table (delete from sale)",
                "with x as (select 1) delete from sale",
                "select file_read('/etc/passwd')",
                "select csvwrite('/tmp/coordinator-test.csv', 'select 1')",
                "select * from csvread('/etc/passwd')",
                "select link_schema('a','','jdbc:h2:mem:x','','','b')"
            })
    void nothingButReadingTheDataIsPossible(String sql) throws Exception {
        try (Calls calls = Calls.of("sql", "{\"rows\":20}", directory)) {
            String quoted =
                    com.fasterxml.jackson.databind.node.TextNode.valueOf(sql).toString();
            assertThat(calls.failure("query", "{\"sql\":" + quoted + "}")).isNotBlank();
            assertThat(calls.json("query", "{\"sql\":\"select count(*) from sale\"}")
                            .at("/rows/0/0")
                            .asInt())
                    .isEqualTo(20);
        }
        assertThat(Path.of("/tmp/coordinator-test.csv")).doesNotExist();
    }

    @Test
    void theRightsOfTheDatabaseHoldEvenIfTheStatementCheckWereNot() throws Exception {
        Database database = new Database(new Source.InMemory(new Sample("sales", 0, 20)), new OpenDatabases(2_000));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "delete from sale",
                    "create table x (a int)",
                    "create alias y as 'int y() { return 1; }'",
                    "select file_read('/etc/passwd')",
                    "set max_memory_rows 1000000")) {
                assertThat(catchThrowable(() -> {
                            if (statement.execute(sql)) {
                                statement.getResultSet().next();
                            }
                        }))
                        .as(sql)
                        .hasMessageContaining("ights");
            }
        } finally {
            database.close();
        }
    }

    @Test
    void aSlowStatementIsStoppedAndAnswersAreCut() throws Exception {
        try (Calls calls = Calls.of("sql", "{\"timeoutMillis\":1000,\"maxRows\":10}", directory)) {
            Instant start = Instant.now();
            assertThat(calls.failure(
                            "query",
                            "{\"sql\":\"select count(*) from system_range(1, 100000000000) where x % 7 = 3\"}"))
                    .contains("longer than 1000 ms");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
            JsonNode cut = calls.json("query", "{\"sql\":\"select x from system_range(1, 50)\",\"limit\":500}");
            assertThat(cut.path("rows")).hasSize(10);
            assertThat(cut.path("cut").asBoolean()).isTrue();
            JsonNode wide = calls.json("query", "{\"sql\":\"select repeat('x', 5000)\"}");
            assertThat(wide.at("/rows/0/0").asText()).hasSize(2_000 + "... (cut)".length());
        }
    }

    @Test
    void aChangeableSampleKeepsItsChangesInAFileAndStillIsNoAdministrator() throws Exception {
        try (Calls calls = Calls.of("sql", "{\"theme\":\"library\",\"readOnly\":false}", directory)) {
            assertThat(calls.json("execute", "{\"sql\":\"delete from loan where id > ?\",\"parameters\":[5]}")
                            .path("changedRows")
                            .asInt())
                    .isEqualTo(195);
            assertThat(calls.failure("execute", "{\"sql\":\"drop table loan\"}"))
                    .contains("execute takes");
            assertThat(calls.failure("query", "{\"sql\":\"select file_read('/etc/passwd')\"}"))
                    .contains("rights");
        }
        try (Calls again = Calls.of("sql", "{\"theme\":\"library\",\"readOnly\":false}", directory)) {
            assertThat(again.json("query", "{\"sql\":\"select count(*) from loan\"}")
                            .at("/rows/0/0")
                            .asInt())
                    .isEqualTo(5);
        }
        assertThat(Files.exists(directory.resolve("sql/testing-0.mv.db"))).isTrue();
    }

    @Test
    void anotherDatabaseIsServedReadOnlyAndTheCoordinatorsOwnNever() throws Exception {
        String other = "jdbc:h2:mem:other;DB_CLOSE_DELAY=-1";
        try (Connection admin = DriverManager.getConnection(other, "sa", "");
                Statement statement = admin.createStatement()) {
            statement.execute("create table thing (name varchar(20))");
            statement.execute("insert into thing values ('one')");
            String config = "{\"url\":\"" + other + "\",\"user\":\"sa\"}";
            try (Calls calls = Calls.of("sql", config, directory)) {
                assertThat(calls.json("query", "{\"sql\":\"select name from thing\"}")
                                .path("rows")
                                .toString())
                        .isEqualTo("[[\"one\"]]");
            }
            statement.execute("create schema \"coordinator\"");
            statement.execute("create table \"coordinator\".\"flyway_schema_history\" (id int)");
            try (Calls calls = Calls.of("sql", config, directory)) {
                assertThat(calls.failure("query", "{\"sql\":\"select name from thing\"}"))
                        .contains("the coordinator's own database");
                assertThat(calls.failure("list_tables", "{}")).contains("the coordinator's own database");
            }
        }
    }

    /** A hundred of the usual size fit. */
    @Test
    void moreSampleDatabasesThanFitAreMadeAgainWhenAsked() throws Exception {
        BuiltinTypes types = new BuiltinTypes();
        List<Calls> all = new ArrayList<>();
        for (int seed = 0; seed < 105; seed++) {
            all.add(Calls.of(types, "sql", "{\"rows\":200,\"seed\":" + seed + "}", directory));
        }
        for (int round = 0; round < 2; round++) {
            for (Calls calls : all) {
                assertThat(calls.json("query", "{\"sql\":\"select count(*) from sale\"}")
                                .at("/rows/0/0")
                                .asInt())
                        .isEqualTo(200);
            }
        }
        for (Calls calls : all) {
            calls.close();
        }
    }
}
