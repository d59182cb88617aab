package org.mcpcoordinator.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingDatabase;

class TablesTest {
    private static TestingDatabase database;

    @BeforeAll
    static void start() {
        database = new TestingDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    /**
     * You have added a table, and a backup has to know of it. Does a fleet that is restored on a new machine need it? Then add
     * it to Tables.ARCHIVED, behind the tables it refers to; name the columns that tell of a moment, a process or a job.
     * Else add it to Tables.LEFT_OUT with the reason, and say whether a restore has to empty it.
     */
    @Test
    void everyTableIsArchivedOrLeftOutForAReason() throws SQLException {
        Set<String> decided = new TreeSet<>(Tables.LEFT_OUT.keySet());
        Tables.ARCHIVED.forEach(table -> decided.add(table.name()));

        assertThat(decided)
                .containsExactlyInAnyOrderElementsOf(
                        strings("SELECT table_name FROM information_schema.tables WHERE table_schema = 'coordinator'"
                                + " AND table_type = 'BASE TABLE'"));
        assertThat(Tables.LEFT_OUT.values())
                .allSatisfy(left -> assertThat(left.reason()).isNotBlank());
    }

    @Test
    void columnsThatAreNamedExist() throws SQLException {
        for (ArchivedTable table : Tables.ARCHIVED) {
            Set<String> named = new HashSet<>(table.left());
            named.addAll(table.reads().keySet());
            named.addAll(table.writes().keySet());
            assertThat(strings("SELECT column_name FROM information_schema.columns WHERE table_schema = 'coordinator'"
                            + " AND table_name = '" + table.name() + "'"))
                    .as(table.name())
                    .containsAll(named);
        }
    }

    @Test
    void aTableComesBehindThoseItRefersTo() throws SQLException {
        List<String> order = Tables.ARCHIVED.stream().map(ArchivedTable::name).toList();
        for (String reference : strings("""
                SELECT DISTINCT c.conrelid::regclass::text || ' ' || c.confrelid::regclass::text FROM pg_constraint c
                 WHERE c.contype = 'f' AND c.connamespace = 'coordinator'::regnamespace""")) {
            String[] ends = reference.replace("coordinator.", "").split(" ", -1);
            if (order.contains(ends[0])) {
                assertThat(order.indexOf(ends[1])).as(reference).isLessThanOrEqualTo(order.indexOf(ends[0]));
            }
        }
    }

    private static List<String> strings(String sql) throws SQLException {
        List<String> strings = new java.util.ArrayList<>();
        try (Connection connection = database.asOwner().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                strings.add(found.getString(1));
            }
        }
        return strings;
    }
}
