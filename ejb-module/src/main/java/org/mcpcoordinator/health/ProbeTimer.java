package org.mcpcoordinator.health;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;

/** Has the patrol begin with the application and end with it; in between the probes' own I/O thread keeps the pace. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
public class ProbeTimer {
    private Runnable end = () -> {};

    @Inject
    Health health;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ContextService contexts;

    @PostConstruct
    void begin() {
        // An I/O thread belongs to no application; what waits for the database does so in the context of this one.
        Runnable whole = contexts.contextualRunnable(health::step);
        Pace pace = new Pace(health::isQuiet, health::ask, whole, executor);
        Runnable stop = health.each(pace);
        end = () -> {
            pace.end();
            stop.run();
        };
    }

    @PreDestroy
    void end() {
        end.run();
    }
}
