package org.mcpcoordinator.schema;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.persistence.PersistenceContext;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Migrates while the EAR starts. Its modules initialise in order, so JPA use, batch, timers and the web context wait
 * for it, and no request meets an old schema.
 */
@Singleton
@Startup
@DependsOn("SettingsAtStart")
@PermitAll
@PersistenceContext(name = EntityManagers.NAME, unitName = "coordinator")
@TransactionManagement(TransactionManagementType.BEAN)
public class MigrationsAtStart {
    private static final Logger LOG = Logger.getLogger(MigrationsAtStart.class);

    @Resource(lookup = "java:jboss/datasources/CoordinatorMigrationDS")
    private DataSource owner;

    @PostConstruct
    void migrate() {
        LOG.infof("Schema %s is up to date, %d migrations ran", Migrations.SCHEMA, Migrations.run(owner));
    }
}
