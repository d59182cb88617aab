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

/** Every ten minutes: forgets what is left of servers after four hours, unless a failure is still to be acknowledged. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RemainsTimer {
    private static final Logger LOG = Logger.getLogger(RemainsTimer.class);

    @Inject
    Remains remains;

    @Schedule(hour = "*", minute = "5/10", persistent = false, info = "what is left of servers")
    void sweep() {
        try {
            remains.sweep();
        } catch (PersistenceException | EJBException away) {
            LOG.debugf("What is left of servers is not looked through now: %s", away.getMessage());
        }
    }
}
