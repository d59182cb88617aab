package org.mcpcoordinator.routing;

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
import org.mcpcoordinator.database.DatabaseAwayException;
import org.mcpcoordinator.timer.Turn;

/**
 * Reads the routes before the first call is served, and again every 20 s: what other nodes changed is found then,
 * and an event may be lost.
 */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RoutingTimer {
    private static final Logger LOG = Logger.getLogger(RoutingTimer.class);

    private final Turn turn = new Turn();

    @Inject
    Routing routing;

    @PostConstruct
    void begin() {
        read();
    }

    @Schedule(hour = "*", minute = "*", second = "8/20", persistent = false, info = "routes")
    void read() {
        turn.take(this::reload);
    }

    private void reload() {
        try {
            routing.reload();
        } catch (DatabaseAwayException told) {
            LOG.debug("Routes stay as they are", told);
        } catch (RuntimeException failed) {
            LOG.warnf("Routes stay as they are: %s", failed.getMessage());
        }
    }
}
