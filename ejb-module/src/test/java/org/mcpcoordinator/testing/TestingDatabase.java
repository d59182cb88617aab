package org.mcpcoordinator.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.engine.jdbc.connections.spi.AbstractDataSourceBasedMultiTenantConnectionProviderImpl;
import org.mcpcoordinator.schema.Migrations;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL, prepared exactly as an installation is: database.sql, then the migrations. One server per test
 * JVM, one database per instance of this class, so that tests do not see each other.
 */
public final class TestingDatabase implements AutoCloseable {
    private static final String OWNER_PASSWORD = "owner-of-the-test";
    private static final String APP_PASSWORD = "app-of-the-test";
    private static final Path DATABASE_SQL = Path.of("..", "wildfly-config", "sql", "database.sql");
    private static final Map<String, DataSource> OPEN = new ConcurrentHashMap<>();
    private static int databases;

    private final String name;
    private final KeptConnections kept;

    /** A fresh database with schema and roles. */
    public TestingDatabase() {
        synchronized (TestingDatabase.class) {
            name = "test" + databases++;
        }
        execute(Server.RUNNING.getPostgresDatabase(), "CREATE DATABASE " + name + " TEMPLATE " + Prepared.NAME);
        kept = new KeptConnections(asApp());
        OPEN.put(name, kept);
    }

    /** Runs database.sql once more, on this very database: a copy does not have what it grants on databases. */
    public void prepareAgain() {
        execute(Server.RUNNING.getDatabase("postgres", name), databaseSql());
    }

    /** Connections of the role that owns the schema. */
    public DataSource asOwner() {
        return as("coordinator_owner", OWNER_PASSWORD, name);
    }

    /** Connections of the role the application runs as. */
    public DataSource asApp() {
        return as("coordinator_app", APP_PASSWORD, name);
    }

    /** A new resource-local entity manager as the application's role; the caller closes it. */
    public EntityManager entityManager() {
        return OneFactory.ON_ALL.withOptions().tenantIdentifier((Object) name).openSession();
    }

    /** Runs the work in one transaction. */
    public void inTransaction(Consumer<EntityManager> work) {
        fromTransaction(entityManager -> {
            work.accept(entityManager);
            return name;
        });
    }

    /** Runs the work in one transaction and gives its result. */
    public <T> T fromTransaction(Function<EntityManager, T> work) {
        try (EntityManager entityManager = entityManager()) {
            entityManager.getTransaction().begin();
            try {
                T result = work.apply(entityManager);
                entityManager.getTransaction().commit();
                return result;
            } finally {
                if (entityManager.getTransaction().isActive()) {
                    entityManager.getTransaction().rollback();
                }
            }
        }
    }

    /** Whether the persistence unit fits this database's tables: throws where Hibernate says it does not. */
    public void validate() {
        Persistence.createEntityManagerFactory(
                        "coordinator", settings("jakarta.persistence.nonJtaDataSource", kept, "validate"))
                .close();
    }

    private static Map<String, Object> settings(String sourceKey, Object source, String schemaAction) {
        return Map.of(
                sourceKey,
                source,
                "jakarta.persistence.transactionType",
                "RESOURCE_LOCAL",
                "hibernate.hbm2ddl.auto",
                schemaAction,
                "hibernate.boot.allow_jdbc_metadata_access",
                "true",
                "hibernate.connection.handling_mode",
                "DELAYED_ACQUISITION_AND_HOLD");
    }

    @Override
    public void close() {
        OPEN.remove(name);
        try {
            kept.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        execute(Server.RUNNING.getPostgresDatabase(), "DROP DATABASE " + name + " WITH (FORCE)");
    }

    private static DataSource as(String role, String password, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {Server.RUNNING.getPort()});
        source.setDatabaseName(database);
        source.setUser(role);
        source.setPassword(password);
        return source;
    }

    private static String databaseSql() {
        try {
            return Files.readString(DATABASE_SQL)
                    .replace(":'owner_password'", "'" + OWNER_PASSWORD + "'")
                    .replace(":'app_password'", "'" + APP_PASSWORD + "'");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One reading of the mappings for all databases, which differ in their rows only: it takes longer than most test classes. */
    private static final class OneFactory {
        static final SessionFactory ON_ALL = Persistence.createEntityManagerFactory(
                        "coordinator",
                        settings("hibernate.multi_tenant_connection_provider", new Connections(), "none"))
                .unwrap(SessionFactory.class);

        private static final class Connections
                extends AbstractDataSourceBasedMultiTenantConnectionProviderImpl<String> {
            private static final long serialVersionUID = 1;

            @Override
            protected DataSource selectAnyDataSource() {
                return OPEN.values().iterator().next();
            }

            @Override
            protected DataSource selectDataSource(String database) {
                return Objects.requireNonNull(OPEN.get(database), database + " is closed");
            }
        }
    }

    /** The database all others are copies of: schema and roles are made once. */
    private static final class Prepared {
        static final String NAME = prepare("prepared");

        private static String prepare(String name) {
            execute(Server.RUNNING.getPostgresDatabase(), "CREATE DATABASE " + name);
            execute(Server.RUNNING.getDatabase("postgres", name), databaseSql());
            Migrations.run(as("coordinator_owner", OWNER_PASSWORD, name));
            return name;
        }
    }

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "60")
                        // Nobody pulls the plug of these tests; what survives that is tested on the product itself.
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
