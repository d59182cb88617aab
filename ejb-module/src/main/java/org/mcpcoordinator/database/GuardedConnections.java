package org.mcpcoordinator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.service.UnknownUnwrapTypeException;
import org.hibernate.service.spi.Configurable;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the persistence unit: those of its data source, as long as the database is there. A pool that gets none
 * says so with a stack trace each time, so while it is away it is not asked.
 */
public final class GuardedConnections implements ConnectionProvider, Configurable {
    private static final long serialVersionUID = 1;

    private static final String AS_HIBERNATE_PASSES_IT_ON = "hibernate.connection.datasource";

    private transient @Nullable DataSource source;

    @Override
    public void configure(Map<String, Object> settings) {
        source = (DataSource) Stream.of(
                        AvailableSettings.JAKARTA_JTA_DATASOURCE,
                        AvailableSettings.JAKARTA_NON_JTA_DATASOURCE,
                        AS_HIBERNATE_PASSES_IT_ON)
                .map(settings::get)
                .filter(DataSource.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the persistence unit has no data source"));
    }

    @Override
    public Connection getConnection() throws SQLException {
        Database.ours().check();
        Connection connection = Objects.requireNonNull(source).getConnection();
        Database.ours().reached(connection);
        return connection;
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return true;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return type.isInstance(this) || DataSource.class.isAssignableFrom(type);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type.isInstance(source)) {
            return type.cast(source);
        }
        throw new UnknownUnwrapTypeException(type);
    }
}
