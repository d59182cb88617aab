package org.mcpcoordinator.insight;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.mcpcoordinator.cluster.Cluster;

/** Lets the mirror read everything again every 10 s: what other nodes did, and what was missed. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class MirrorTimer {
    private static final Logger LOG = Logger.getLogger(MirrorTimer.class);

    @Inject
    FleetMirror mirror;

    @Inject
    Cluster cluster;

    @Inject
    Outlook outlook;

    @PostConstruct
    void begin() {
        cluster.viewedBy(outlook::now);
    }

    @Schedule(hour = "*", minute = "*", second = "3/10", persistent = false)
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void refresh() {
        try {
            mirror.refresh();
        } catch (RuntimeException away) {
            // The next turn comes in 10 s; until then the mirror shows what it last saw.
            LOG.debug("The fleet could not be read for the mirror", away);
        }
    }
}
