package org.mcpcoordinator.host.builtin.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.server.ToolFailure;

/**
 * A server's database, opened by the first call. Callers get a connection of their own, as a user without rights over
 * the database itself: in H2 an administrator could read files and run code.
 *
 * <p>The sample's first connection, made as administrator to fill it, stays open and keeps it alive.
 */
final class Database implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());

    /** Bounds what a query may hold before it spills to disk: many servers share a small heap. */
    private static final String THRIFT = ";CACHE_SIZE=2048;MAX_MEMORY_ROWS=2000";

    /** Never makes a database, because whoever makes one is its administrator. */
    private static final String READING = ";IFEXISTS=TRUE;LAZY_QUERY_EXECUTION=1";

    private static final String PERSON = "READER";

    /** A database in a file has pages in memory, up to its cache. */
    private static final int FILE_WEIGHT = 6_000;

    private final Source source;
    private final OpenDatabases open;
    private final String password = HexFormat.of().formatHex(random());
    private @Nullable Connection keeper;
    private String url = "";

    Database(Source source, OpenDatabases open) {
        this.source = source;
        this.open = open;
    }

    /** How much memory it takes while it is open, counted in rows. */
    int weight() {
        return source instanceof Source.InMemory memory
                ? Sample.EMPTY + memory.sample().rows()
                : FILE_WEIGHT;
    }

    /** A new connection in a transaction that is read-only where that is wanted; to be closed by the caller. */
    Connection connect() throws SQLException {
        if (source instanceof Source.Given given) {
            return connect(given);
        }
        try {
            return connectSample();
        } catch (SQLException lost) {
            // H2 closes a database in which a query ran out of memory, and its first connection does not notice.
            LOG.log(System.Logger.Level.INFO, "a sample database is opened again: " + lost.getMessage());
            close();
            return connectSample();
        }
    }

    /** Inside the lock, so that nobody closes the sample between its opening and our connection. */
    private synchronized Connection connectSample() throws SQLException {
        if (keeper == null || keeper.isClosed()) {
            keeper = openSample();
        }
        open.used(this);
        Connection connection = DriverManager.getConnection(url + READING, PERSON, password);
        connection.setAutoCommit(false);
        return connection;
    }

    /** Forgets the sample; the next call makes it again, or opens its file again. */
    @Override
    public synchronized void close() throws SQLException {
        open.gone(this);
        if (keeper != null) {
            keeper.close();
            keeper = null;
        }
    }

    private Connection openSample() throws SQLException {
        if (source instanceof Source.InMemory memory) {
            url = "jdbc:h2:mem:" + UUID.randomUUID();
            Connection admin = DriverManager.getConnection(url + THRIFT, "SA", "");
            return prepared(admin, memory.sample(), "SELECT");
        }
        Source.InFile file = (Source.InFile) source;
        makeFolder(file.file());
        url = "jdbc:h2:file:" + file.file().toAbsolutePath() + ";FILE_LOCK=FS";
        Connection admin = DriverManager.getConnection(url + THRIFT, "SA", "");
        return prepared(admin, file.sample(), "SELECT, INSERT, UPDATE, DELETE");
    }

    private Connection prepared(Connection admin, Sample sample, String rights) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            if (isEmpty(statement)) {
                Seeding.fill(admin, sample);
            }
            statement.execute("DROP USER IF EXISTS " + PERSON);
            statement.execute("CREATE USER " + PERSON + " PASSWORD '" + password + "'");
            statement.execute("GRANT " + rights + " ON SCHEMA PUBLIC TO " + PERSON);
            return admin;
        } catch (SQLException | RuntimeException failure) {
            admin.close();
            throw failure;
        }
    }

    private static boolean isEmpty(Statement statement) throws SQLException {
        try (ResultSet tables = statement.executeQuery(
                "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'PUBLIC'")) {
            return tables.next() && tables.getInt(1) == 0;
        }
    }

    private static Connection connect(Source.Given given) throws SQLException {
        DriverManager.setLoginTimeout(10);
        Connection connection = DriverManager.getConnection(given.url(), given.user(), given.password());
        try {
            refuseOurOwn(connection);
            connection.setAutoCommit(false);
            connection.setReadOnly(given.readOnly());
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /** The coordinator's tables hold secrets and tokens: no tool may see them, whoever configured the address. */
    private static void refuseOurOwn(Connection connection) throws SQLException {
        try (ResultSet own =
                connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (own.next()) {
                if ("coordinator".equalsIgnoreCase(own.getString("TABLE_SCHEM"))
                        && "flyway_schema_history".equalsIgnoreCase(own.getString("TABLE_NAME"))) {
                    throw new ToolFailure("This is the coordinator's own database; it is never served."
                            + " Set url to another database.");
                }
            }
        }
    }

    private static void makeFolder(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException failure) {
            throw new ToolFailure("The folder for this database cannot be made: " + failure.getMessage(), failure);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
