package org.mcpcoordinator.runtime;

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

/** Keeps the host's lease every 5 s, and looks every 10 s whether an event has been missed. */
@Singleton
@Startup
@DependsOn("AgentLinkAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ReconcileTimer {
    private static final Logger LOG = Logger.getLogger(ReconcileTimer.class);

    private final Turn turn = new Turn();

    @Inject
    Reconciler reconciler;

    @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
    void beat() {
        turn.take(this::keepLease);
    }

    private void keepLease() {
        try {
            reconciler.beat();
        } catch (DatabaseAwayException told) {
            LOG.debug("The lease of this host is not kept", told);
        } catch (RuntimeException failed) {
            LOG.warnf("The lease of this host could not be kept: %s", failed.getMessage());
        }
    }

    @Schedule(hour = "*", minute = "*", second = "6/10", persistent = false)
    void look() {
        reconciler.look();
    }
}
