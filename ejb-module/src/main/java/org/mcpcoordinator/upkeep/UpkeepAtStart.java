package org.mcpcoordinator.upkeep;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Ends what an earlier life of this node has left: runs that nobody carries on, files nobody will finish. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class UpkeepAtStart {
    private static final Logger LOG = Logger.getLogger(UpkeepAtStart.class);

    @Inject
    Runs runs;

    @PostConstruct
    void begin() {
        try {
            runs.endOfEarlierLife();
            new Shelf(UpkeepConfig.fromSettings().directory()).tidy();
        } catch (RuntimeException notNow) {
            // The product works without; the next backup finds the same again.
            LOG.warn("What earlier backups and restores have left could not be tidied up", notNow);
        }
    }
}
