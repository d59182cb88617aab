package org.mcpcoordinator.standby;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Beat;
import org.mcpcoordinator.timer.Turn;

/** Every second: who may sleep, and whose offer is to be learnt. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StandbyTimer {
    private static final Logger LOG = Logger.getLogger(StandbyTimer.class);
    private static final Beat BEAT = Beat.millis(1000, 800);

    private final Turn turn = new Turn();

    @Inject
    Standby standby;

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
        BEAT.begin(timers, clock.instant(), "servers on demand");
    }

    @Timeout
    void look() {
        turn.takeAside(executor, this::lookAside);
    }

    private void lookAside() {
        try {
            standby.look();
        } catch (RuntimeException databaseAway) {
            LOG.warnf("Servers on demand stay as they are: %s", databaseAway.getMessage());
        }
    }
}
