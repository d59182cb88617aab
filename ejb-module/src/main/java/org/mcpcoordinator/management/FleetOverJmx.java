package org.mcpcoordinator.management;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.stream.Collectors;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.insight.FleetMirror;
import org.mcpcoordinator.rollout.Mixture;
import org.mcpcoordinator.rollout.Rollout;

/** The fleet for JMX. */
@ApplicationScoped
class FleetOverJmx implements FleetMXBean {
    @Inject
    FleetMirror mirror;

    @Inject
    Fleet fleet;

    @Inject
    AuditedAction action;

    @Override
    public int getDesired() {
        return (int) mirror.all().stream()
                .filter(instance -> instance.desired() == Desired.RUNNING)
                .count();
    }

    @Override
    public int getHealthy() {
        return count(InstanceState.HEALTHY);
    }

    @Override
    public int getFailed() {
        return count(InstanceState.FAILED);
    }

    @Override
    public long getRevision() {
        return mirror.newest().map(Rollout::aim).orElse(0L);
    }

    @Override
    public String getDegraded() {
        return mirror.mixtures().stream().map(Mixture::sentence).collect(Collectors.joining("\n"));
    }

    @Override
    public void restart(String name) {
        act(name, "restart");
    }

    @Override
    public void stop(String name) {
        act(name, "stop");
    }

    @Override
    public void start(String name) {
        act(name, "start");
    }

    private void act(String name, String verb) {
        action.carryOut("server." + verb, name, () -> fleet.act(name, verb));
    }

    private int count(InstanceState state) {
        return (int) mirror.all().stream()
                .filter(instance -> instance.state() == state)
                .count();
    }
}
