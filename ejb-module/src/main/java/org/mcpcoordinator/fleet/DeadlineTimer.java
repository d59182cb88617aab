package org.mcpcoordinator.fleet;

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
import java.time.Instant;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Beat;
import org.mcpcoordinator.timer.Turn;

/** Every second: gives up on servers that have been starting for too long, counted from the start of this node on. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeadlineTimer {
    private static final Logger LOG = Logger.getLogger(DeadlineTimer.class);

    private static final Beat BEAT = Beat.millis(1000, 250);

    private final Turn turn = new Turn();
    private Instant watchedSince = Instant.MAX;

    @Inject
    Fleet fleet;

    @Inject
    Clock clock;

    @PostConstruct
    void begin() {
        watchedSince = clock.instant();
        BEAT.begin(timers, watchedSince, "healthy deadlines");
    }

    @Resource
    @SuppressWarnings("NullAway.Init")
    TimerService timers;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @Timeout
    void look() {
        turn.takeAside(executor, this::giveUpLate);
    }

    private void giveUpLate() {
        try {
            fleet.giveUpLate(watchedSince);
        } catch (PersistenceException | EJBException away) {
            LOG.debugf("deadlines are not watched now: %s", away.getMessage());
        }
    }
}
