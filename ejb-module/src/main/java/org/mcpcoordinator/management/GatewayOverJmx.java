package org.mcpcoordinator.management;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.insight.GatewayPace;
import org.mcpcoordinator.usage.Trail;

/** The gateway for JMX. */
@ApplicationScoped
class GatewayOverJmx implements GatewayMXBean {
    @Inject
    GatewayFigures figures;

    @Inject
    GatewayPace pace;

    @Inject
    Trail trail;

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

    @Override
    public long getLimitedCallers() {
        return figures.limitedCallers();
    }

    @Override
    public long getLimitedServers() {
        return figures.limitedServers();
    }

    @Override
    public long getUnwrittenCalls() {
        return trail.unwritten();
    }
}
