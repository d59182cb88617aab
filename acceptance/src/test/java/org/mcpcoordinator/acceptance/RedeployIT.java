package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The EAR is deployed anew ten times: no server notices, nor a client, and WildFly is left as it was. */
@ExtendWith(RunningProduct.Provider.class)
class RedeployIT {
    private static final int TIMES = 10;
    /** By then everything that is made once has been made. */
    private static final int WARM = 3;

    /** So many pages connect at once that the container starts threads for them. */
    private static final int PAGES = 12;

    /** What has ended is collected, and idle threads and connections go, by then. */
    private static final Duration SETTLED = Duration.ofSeconds(90);

    @Test
    void tenRedeploymentsRestartNoServerAndLeaveNothingBehind(RunningProduct product) throws Exception {
        AgentSocket agent = new AgentSocket(product);
        awaitAllHealthy(product);
        Map<String, Long> pids = Processes.ofServers(product);
        int starts = agent.starts().size();
        String session = product.send(
                        LegacyTalk.greeting(product.request("mcp")).build())
                .headers()
                .firstValue(LegacyTalk.SESSION)
                .orElseThrow();
        try (JMXConnector connector = Jmx.connect(product, product.adminPassword())) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            Leavings before = Leavings.none();
            for (int time = 0; time < WARM; time++) {
                redeploy(product, beans);
                before = before.or(Leavings.in(beans));
            }
            Leavings most = before;
            for (int time = WARM; time < TIMES; time++) {
                redeploy(product, beans);
            }
            Await.until("the class loaders of one deployment, and no more threads and file handles", SETTLED, () -> {
                Leavings.in(beans).refuseMoreThan(most, TIMES - WARM);
                return true;
            });
        }
        assertThat(product.send(LegacyTalk.ping(product.request("mcp"), session).build())
                        .statusCode())
                .as("a client's session goes on")
                .isEqualTo(200);
        assertThat(Processes.ofServers(product)).isEqualTo(pids);
        assertThat(agent.starts()).hasSize(starts);
    }

    private static void redeploy(RunningProduct product, MBeanServerConnection beans) throws Exception {
        openPages(product);
        beans.invoke(new ObjectName("jboss.as:deployment=coordinator.ear"), "redeploy", new Object[0], new String[0]);
        awaitAllHealthy(product);
    }

    private static void openPages(RunningProduct product) {
        List<CompletableFuture<Void>> pages = IntStream.range(0, PAGES)
                .mapToObj(page -> CompletableFuture.runAsync(() -> LiveIT.connect(
                                product,
                                new LiveIT.Listener(),
                                product.adminBasic(),
                                product.base().toString())
                        .abort()))
                .toList();
        pages.forEach(CompletableFuture::join);
    }

    private static void awaitAllHealthy(RunningProduct product) {
        Await.until("every server is HEALTHY", Duration.ofSeconds(60), () -> {
            var fleet = product.get("fleet");
            int desired = fleet.path("desired").asInt();
            return desired >= RunningProduct.SERVERS
                    && fleet.path("states").path("HEALTHY").asInt() == desired;
        });
    }
}
