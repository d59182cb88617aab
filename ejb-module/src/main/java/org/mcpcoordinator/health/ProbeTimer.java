package org.mcpcoordinator.health;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Turn;

/**
 * Takes the patrol one step further every 100 ms. Each step orders the next one, so that none overtakes another on a busy
 * machine; should the chain ever break, it is begun anew. The steps run aside, on a thread that may be late.
 */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ProbeTimer {
    private static final Logger LOG = Logger.getLogger(ProbeTimer.class);
    private static final long BROKEN_NANOS = Duration.ofSeconds(5).toNanos();

    private final Turn turn = new Turn();
    private volatile long steppedAt;

    @Inject
    Health health;

    @Resource
    @SuppressWarnings("NullAway.Init")
    TimerService timers;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @PostConstruct
    void begin() {
        orderNext();
    }

    @Schedule(hour = "*", minute = "*", second = "4/5", persistent = false, info = "begins the probes anew")
    void lookAfter() {
        if (System.nanoTime() - steppedAt > BROKEN_NANOS) {
            orderNext();
        }
    }

    @Timeout
    void step() {
        orderNext();
        turn.takeAside(executor, this::stepAside);
    }

    private void stepAside() {
        try {
            health.step();
        } catch (RuntimeException failure) {
            LOG.warn("A step of the probes failed; the next one follows", failure);
        }
    }

    private void orderNext() {
        steppedAt = System.nanoTime();
        timers.createSingleActionTimer(Patrol.STEP_MILLIS, new TimerConfig("probes", false));
    }
}
