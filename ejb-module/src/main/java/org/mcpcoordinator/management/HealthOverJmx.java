package org.mcpcoordinator.management;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.mcpcoordinator.health.Health;

/** Health for JMX. */
@ApplicationScoped
class HealthOverJmx implements HealthMXBean {
    @Inject
    Health health;

    @Override
    public long getSweepMillis() {
        return health.figures().sweepMillis();
    }

    @Override
    public int getOverdue() {
        return health.figures().overdue();
    }
}
