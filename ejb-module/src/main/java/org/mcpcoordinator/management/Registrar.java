package org.mcpcoordinator.management;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.StandardEmitterMBean;
import javax.management.StandardMBean;
import org.jboss.logging.Logger;

/** Registers the MXBeans when the application starts and takes them away when it stops. */
@Singleton
@Startup
@PermitAll
public class Registrar {
    private static final Logger LOG = Logger.getLogger(Registrar.class);
    private static final String DOMAIN = "org.mcpcoordinator";

    private final List<ObjectName> registered = new ArrayList<>();

    @Inject
    FleetOverJmx fleet;

    @Inject
    RolloutsOverJmx rollouts;

    @Inject
    RolloutEnds ends;

    @Inject
    HealthOverJmx health;

    @Inject
    GatewayOverJmx gateway;

    @PostConstruct
    void register() {
        register("Fleet", new StandardMBean(fleet, FleetMXBean.class, true));
        register("Rollouts", new StandardEmitterMBean(rollouts, RolloutsMXBean.class, true, ends.emitter()));
        register("Health", new StandardMBean(health, HealthMXBean.class, true));
        register("Gateway", new StandardMBean(gateway, GatewayMXBean.class, true));
    }

    @PreDestroy
    void unregister() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (JMException gone) {
                LOG.debugf(gone, "%s was gone already", name);
            }
        }
        registered.clear();
    }

    private void register(String type, StandardMBean bean) {
        ObjectName name = name(type);
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            server.registerMBean(bean, name);
            registered.add(name);
        } catch (JMException refused) {
            // JMX is one of several doors; the product runs without it.
            LOG.errorf(refused, "%s could not be registered", name);
        }
    }

    static ObjectName name(String type) {
        try {
            return new ObjectName(DOMAIN + ":type=" + type);
        } catch (MalformedObjectNameException impossible) {
            throw new IllegalArgumentException(type, impossible);
        }
    }
}
