package org.mcpcoordinator.rollout;

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

/**
 * Every 2 s: keeps the leases of the rollouts this node drives. Looking after rollouts is another's turn: that may wait for
 * rows and for jobs to begin, and a lease is over after 15 s.
 */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RolloutLeaseTimer extends BeatTimer {
    private static final Beat BEAT = Beat.millis(2000, 1120);

    @Inject
    Helm helm;

    public RolloutLeaseTimer() {
        super(BEAT, "leases of rollouts", Logger.Level.WARN, "Leases of rollouts cannot be kept now");
    }

    @Override
    protected boolean isDue() {
        return helm.drivesAny();
    }

    @Override
    protected void turn() {
        helm.renew();
    }
}
