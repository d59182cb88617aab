package org.mcpcoordinator.schema;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Gives the stores of all packages the entity manager of the transaction under way. It is looked up where
 * {@link MigrationsAtStart} has it bound: injected here, CDI would ask for the persistence unit while the application
 * starts, and in an EAR that initialises in order nothing makes it wait until the unit is there.
 */
@Dependent
class EntityManagers {
    static final String NAME = "java:global/coordinator/entity-manager";

    @Produces
    @SuppressWarnings("BanJNDI") // the name is ours, and what is bound there too
    EntityManager entityManager() {
        try {
            return InitialContext.doLookup(NAME);
        } catch (NamingException e) {
            throw new IllegalStateException(e);
        }
    }
}
