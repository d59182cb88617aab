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

/** Every minute: has programs measured. Every ten: forgets plans that nobody can apply any more, and old measurements. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PlanTimer {
    private static final Logger LOG = Logger.getLogger(PlanTimer.class);

    @Inject
    PlanBook book;

    @Inject
    Measurements measurements;

    /** What programs take of the host, for plans to come. */
    @Schedule(hour = "*", minute = "*", second = "42", persistent = false, info = "what programs take")
    void measure() {
        try {
            measurements.write();
        } catch (PersistenceException | EJBException away) {
            LOG.debugf("what programs take is not written down now: %s", away.getMessage());
        }
    }

    @Schedule(hour = "*", minute = "*/10", persistent = false, info = "plans that are over")
    void purge() {
        try {
            book.purge();
            measurements.purge();
        } catch (PersistenceException | EJBException away) {
            LOG.debugf("plans are not purged now: %s", away.getMessage());
        }
    }
}
