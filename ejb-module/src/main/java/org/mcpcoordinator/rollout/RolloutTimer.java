package org.mcpcoordinator.rollout;

import jakarta.annotation.PostConstruct;
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
 * Every 2 s, and so soon after each boot: takes over rollouts that nobody drives any more. Persistent state alone decides; a
 * crash leaves nothing else behind.
 */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RolloutTimer extends BeatTimer {
    private static final Logger LOG = Logger.getLogger(RolloutTimer.class);
    private static final Beat BEAT = Beat.millis(2000, 550);

    @Inject
    Helm helm;

    public RolloutTimer() {
        super(BEAT, "open rollouts", Logger.Level.WARN, "Open rollouts cannot be looked after now");
    }

    /** The job reads the setting when it begins; what does not fit is to stop the start. */
    @PostConstruct
    void check() {
        LOG.debugf(
                "A chunk of a rollout may take %d s", ChunkConfig.fromSettings().seconds());
    }

    @Override
    protected boolean isDue() {
        return helm.isDue();
    }

    @Override
    protected void turn() {
        helm.look();
    }
}
