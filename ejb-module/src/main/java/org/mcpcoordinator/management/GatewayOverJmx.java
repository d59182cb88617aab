package org.mcpcoordinator.management;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.insight.GatewayPace;

/** The gateway for JMX. */
@ApplicationScoped
class GatewayOverJmx implements GatewayMXBean {
    @Inject
    GatewayFigures figures;

    @Inject
    GatewayPace pace;

    @Override
    public long getInFlight() {
        return figures.inFlight();
    }

    @Override
    public double getCallsPerSecond() {
        return pace.callsPerSecond();
    }

    @Override
    public double getP95Millis() {
        return pace.p95Millis();
    }
}
