package org.mcpcoordinator.schema;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Gives the stores of all packages the entity manager of the transaction under way. */
@Dependent
class EntityManagers {
    @Produces
    @PersistenceContext(unitName = "coordinator")
    @SuppressWarnings("NullAway.Init")
    EntityManager entityManager;
}
