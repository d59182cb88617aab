package org.mcpcoordinator.insight;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

/** What the database knows of its connections. */
@Dependent
class PoolStore {
    private final EntityManager entityManager;

    @Inject
    PoolStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Connections of the application's role to this database that do something now, this one included. */
    int busy() {
        return ((Number) entityManager.createNativeQuery("""
                                SELECT count(*) FROM pg_stat_activity
                                 WHERE datname = current_database() AND usename = current_user AND state <> 'idle'""").getSingleResult()).intValue();
    }
}
