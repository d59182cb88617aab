package org.mcpcoordinator.fleet;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Beat;
import org.mcpcoordinator.timer.BeatTimer;

/** Every second: gives up on servers that have been starting for too long. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeadlineTimer extends BeatTimer {
    private static final Beat BEAT = Beat.millis(1000, 250);

    @Inject
    Deadlines deadlines;

    public DeadlineTimer() {
        super(BEAT, "healthy deadlines", Logger.Level.DEBUG, "Deadlines are not watched now");
    }

    @Override
    protected boolean isDue() {
        return deadlines.isDue();
    }

    @Override
    protected void turn() {
        deadlines.turn();
    }
}
