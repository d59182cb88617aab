package org.mcpcoordinator.access;

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

/** Every ten minutes: forgets answers that have been kept long enough. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AnswersTimer {
    private static final Logger LOG = Logger.getLogger(AnswersTimer.class);

    @Inject
    Answers answers;

    @Schedule(hour = "*", minute = "5/10", persistent = false, info = "answers kept for repeated requests")
    void purge() {
        try {
            answers.purge();
        } catch (PersistenceException | EJBException away) {
            LOG.debugf("kept answers are not purged now: %s", away.getMessage());
        }
    }
}
