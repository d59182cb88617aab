package org.mcpcoordinator.schema;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/** Runs the migrations below {@code db/migration} on the schema {@code coordinator}. */
public final class Migrations {
    public static final String SCHEMA = "coordinator";

    private Migrations() {}

    /**
     * Brings the schema to the newest version; two nodes that start together wait for each other on Flyway's lock.
     *
     * @param owner a data source whose role owns the schema
     * @return how many migrations ran
     * @throws org.flywaydb.core.api.FlywayException if a migration fails or was changed after it ran
     */
    public static int run(DataSource owner) {
        MigrateResult result = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(owner)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .createSchemas(false)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return result.migrationsExecuted;
    }
}
