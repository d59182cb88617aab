package org.mcpcoordinator.placement;

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

/** Every two seconds: which hosts are dead, and which are to be emptied. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PlacementTimer extends BeatTimer {
    private static final Beat BEAT = Beat.millis(2000, 125);

    @Inject
    HostWatch watch;

    public PlacementTimer() {
        super(BEAT, "hosts", Logger.Level.WARN, "Servers stay on the hosts they are on");
    }

    @Override
    protected boolean isDue() {
        return watch.isDue();
    }

    @Override
    protected void turn() {
        watch.look();
    }
}
