package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The EAR is deployed anew ten times: no server notices, and WildFly is left as it was. */
@ExtendWith(RunningProduct.Provider.class)
class RedeployIT {
    private static final int TIMES = 10;
    /** By then everything that is made once has been made. */
    private static final int WARM = 3;

    @Test
    void tenRedeploymentsRestartNoServerAndLeaveNothingBehind(RunningProduct product) throws Exception {
        AgentSocket agent = new AgentSocket(product);
        awaitAllHealthy(product);
        Map<String, Long> pids = Processes.ofServers(product);
        int starts = agent.starts().size();
        try (JMXConnector connector = Jmx.connect(product, product.adminPassword())) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            redeploy(product, beans, WARM);
            Left before = Left.in(beans);

            redeploy(product, beans, TIMES - WARM);

            Await.until("as many class loaders and threads as before", Duration.ofSeconds(60), () -> {
                Left.in(beans).refuseMoreThan(before);
                return true;
            });
        }
        assertThat(Processes.ofServers(product)).isEqualTo(pids);
        assertThat(agent.starts()).hasSize(starts);
    }

    private static void redeploy(RunningProduct product, MBeanServerConnection beans, int times) throws Exception {
        ObjectName ear = new ObjectName("jboss.as:deployment=coordinator.ear");
        for (int time = 0; time < times; time++) {
            beans.invoke(ear, "redeploy", new Object[0], new String[0]);
            awaitAllHealthy(product);
        }
    }

    private static void awaitAllHealthy(RunningProduct product) {
        Await.until("every server is HEALTHY", Duration.ofSeconds(60), () -> {
            var fleet = product.get("fleet");
            int desired = fleet.path("desired").asInt();
            return desired >= RunningProduct.SERVERS
                    && fleet.path("states").path("HEALTHY").asInt() == desired;
        });
    }

    /**
     * What deployments may leave in WildFly.
     *
     * @param loaders class loaders of the EAR and its modules; each deployment has four
     * @param threads living threads by name, without numbers; the pools of WildFly itself, which grow to their bounds with
     *     or without us, are left out
     */
    private record Left(int loaders, Map<String, Integer> threads) {
        private static final Pattern LOADER = Pattern.compile("\"deployment\\.coordinator\\.ear");
        private static final Pattern POOLS =
                Pattern.compile("(default task|management task|EE-ManagedExecutorService|EJB default|Batch Thread"
                        + "|ServerService Thread Pool|MSC service thread|External Management|.*non-?blocking-thread"
                        + "|blocking-thread|pool-\\d+-thread).*");

        /** Counted after a collection. */
        static Left in(MBeanServerConnection beans) {
            try {
                JMX.newMXBeanProxy(beans, new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME), MemoryMXBean.class)
                        .gc();
                String tree = (String) beans.invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmClassloaders",
                        new Object[] {new String[] {"fold=false"}},
                        new String[] {String[].class.getName()});
                int loaders = (int) LOADER.matcher(tree).results().count();
                assertThat(loaders).as(tree).isPositive();
                ThreadMXBean living = JMX.newMXBeanProxy(
                        beans, new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), ThreadMXBean.class);
                Map<String, Integer> threads = new TreeMap<>();
                Arrays.stream(living.getThreadInfo(living.getAllThreadIds()))
                        .filter(Objects::nonNull)
                        .map(ThreadInfo::getThreadName)
                        .filter(name -> !POOLS.matcher(name).matches())
                        .forEach(name -> threads.merge(name.replaceAll("\\d+", "#"), 1, Integer::sum));
                return new Left(loaders, threads);
            } catch (JMException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Refuses what has grown by one or more with each redeployment in between. */
        void refuseMoreThan(Left before) {
            if (loaders >= before.loaders + TIMES - WARM) {
                throw new IllegalStateException(loaders + " class loaders, before " + before.loaders);
            }
            threads.forEach((name, count) -> {
                int earlier = before.threads.getOrDefault(name, 0);
                if (count >= earlier + TIMES - WARM) {
                    throw new IllegalStateException(count + " threads named " + name + ", before " + earlier);
                }
            });
        }
    }
}
