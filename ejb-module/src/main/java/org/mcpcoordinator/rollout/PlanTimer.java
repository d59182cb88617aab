package org.mcpcoordinator.rollout;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJBException;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import org.jboss.logging.Logger;

/** Every ten minutes: forgets plans that nobody can apply any more. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PlanTimer {
    private static final Logger LOG = Logger.getLogger(PlanTimer.class);

    @Inject
    PlanBook book;

    @Schedule(hour = "*", minute = "*/10", persistent = false, info = "plans that are over")
    void purge() {
        try {
            book.purge();
        } catch (PersistenceException | EJBException away) {
            LOG.debugf("plans are not purged now: %s", away.getMessage());
        }
    }
}
