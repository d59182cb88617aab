package org.mcpcoordinator.standby;

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

/** Every second: who may sleep, and whose offer is to be learnt. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StandbyTimer extends BeatTimer {
    private static final Beat BEAT = Beat.millis(1000, 800);

    @Inject
    Standby standby;

    public StandbyTimer() {
        super(BEAT, "servers on demand", Logger.Level.WARN, "Servers on demand stay as they are");
    }

    @Override
    protected void turn() {
        standby.look();
    }
}
