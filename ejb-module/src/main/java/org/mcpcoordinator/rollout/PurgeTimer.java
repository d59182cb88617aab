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
import java.time.ZoneId;
import org.jboss.logging.Logger;

/** Every hour: looks whether it is the hour of the night in which old records of jobs are purged. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PurgeTimer {
    private static final Logger LOG = Logger.getLogger(PurgeTimer.class);

    private final PurgeConfig config = PurgeConfig.fromSettings();

    @Inject
    NightlyPurge purge;

    @Schedule(hour = "*", minute = "20", persistent = false, info = "old records of jobs")
    void look() {
        try {
            purge.turn(config, ZoneId.systemDefault());
        } catch (PersistenceException | EJBException away) {
            LOG.warnf("Old records of jobs are not purged this night: %s", away.getMessage());
        }
    }
}
