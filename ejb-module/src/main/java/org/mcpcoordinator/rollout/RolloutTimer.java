package org.mcpcoordinator.rollout;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Beat;
import org.mcpcoordinator.timer.Turn;

/**
 * Every 2 s, and so soon after each boot: keeps the leases of the rollouts this node drives, and takes over those that
 * nobody drives any more. Persistent state alone decides; a crash leaves nothing else behind.
 */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RolloutTimer {
    private static final Logger LOG = Logger.getLogger(RolloutTimer.class);

    private static final Beat BEAT = Beat.millis(2000, 550);

    private final Turn turn = new Turn();

    @Inject
    Helm helm;

    @Inject
    Clock clock;

    @Resource
    @SuppressWarnings("NullAway.Init")
    TimerService timers;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @PostConstruct
    void begin() {
        // The job reads the setting when it begins; what does not fit is to stop the start.
        LOG.debugf(
                "A chunk of a rollout may take %d s", ChunkConfig.fromSettings().seconds());
        BEAT.begin(timers, clock.instant(), "open rollouts");
    }

    @Timeout
    void look() {
        turn.takeAside(executor, this::lookAfterAll);
    }

    private void lookAfterAll() {
        try {
            helm.renew();
            helm.lookAfterAll();
        } catch (EJBException | PersistenceException away) {
            LOG.warnf("Open rollouts cannot be looked after now: %s", away.getMessage());
        } catch (RuntimeException unexpected) {
            LOG.warn("Open rollouts cannot be looked after now", unexpected);
        }
    }
}
