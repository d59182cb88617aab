package org.mcpcoordinator.usage;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
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
import org.mcpcoordinator.timer.Beat;
import org.mcpcoordinator.timer.Turn;

/** Every 2 s: has what was called written down. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class UsageTimer {
    private static final Beat BEAT = Beat.millis(2000, 1680);

    private final Turn turn = new Turn();

    @Inject
    Scribe scribe;

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
        BEAT.begin(timers, clock.instant(), "what was called");
    }

    @Timeout
    void write() {
        turn.takeAside(executor, scribe::turn);
    }

    @PreDestroy
    void end() {
        turn.take(scribe::finish);
    }
}
