package org.mcpcoordinator.health;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes the patrol one step further every 100 ms; a step that is not over is never overtaken. The steps run aside: on a
 * busy machine the container would log every one that it had to leave out.
 */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ProbeTimer {
    private final AtomicBoolean busy = new AtomicBoolean();

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
        timers.createIntervalTimer(Patrol.STEP_MILLIS, Patrol.STEP_MILLIS, new TimerConfig("probes", false));
    }

    @Timeout
    void step() {
        if (busy.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    health.step();
                } finally {
                    busy.set(false);
                }
            });
        }
    }
}
