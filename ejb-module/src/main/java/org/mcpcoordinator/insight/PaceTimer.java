package org.mcpcoordinator.insight;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Samples the gateway's counts and the machine's processors every 5 s. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
public class PaceTimer {
    @Inject
    GatewayPace pace;

    @Inject
    Machine machine;

    @Schedule(hour = "*", minute = "*", second = "2/5", persistent = false)
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void sample() {
        pace.sample();
        machine.sample();
    }
}
