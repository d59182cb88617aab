package org.mcpcoordinator.cluster;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.jboss.logging.Logger;

/** Joins at start-up, shows every 5 s that this node lives, and leaves at the end. */
@Singleton
@Startup
@DependsOn({"MigrationsAtStart", "Cluster"})
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HeartbeatTimer {
    private static final Logger LOG = Logger.getLogger(HeartbeatTimer.class);

    @EJB
    @SuppressWarnings("NullAway.Init")
    private Cluster cluster;

    private boolean replaced;

    @PostConstruct
    void join() {
        cluster.join();
    }

    @Schedule(hour = "*", minute = "*", second = "1/5", persistent = false)
    void beat() {
        boolean ours = cluster.beat();
        if (!ours && !replaced) {
            LOG.error("Another WildFly has started under this node's name and replaced it. Give each node a name of"
                    + " its own (-Djboss.node.name or coordinator.cluster.node-name) and restart this one");
        }
        replaced = !ours;
    }

    @PreDestroy
    void leave() {
        try {
            cluster.leave();
        } catch (RuntimeException databaseAway) {
            LOG.warnf(databaseAway, "Could not say good-bye; the others will notice after %s", Cluster.SILENCE);
        }
    }
}
