package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reads and operates the MBeans over a real remote connection to WildFly's management port. */
@ExtendWith(RunningProduct.Provider.class)
class JmxIT {
    private static final Logger LOG = Logger.getLogger(JmxIT.class);
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void theFleetIsReadAndAServerRestartedOverJmx(RunningProduct product) throws Exception {
        String server =
                product.get("servers?size=1").path("items").path(0).path("name").asText();
        int attempt = attempt(product, server);
        try (JMXConnector connector = Jmx.connect(product, product.adminPassword())) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            ObjectName fleet = new ObjectName("org.mcpcoordinator:type=Fleet");

            assertThat((Integer) beans.getAttribute(fleet, "Desired")).isGreaterThanOrEqualTo(RunningProduct.SERVERS);
            assertThat((Integer) beans.getAttribute(fleet, "Healthy")).isPositive();
            beans.invoke(fleet, "restart", new Object[] {server}, new String[] {String.class.getName()});
        }
        Await.until("it was started once more", Duration.ofSeconds(60), () -> attempt(product, server) == attempt + 1);
    }

    @Test
    void everyBeanOfTheDesignAnswers(RunningProduct product) throws Exception {
        try (JMXConnector connector = Jmx.connect(product, product.adminPassword())) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            assertThat(beans.getAttribute(new ObjectName("org.mcpcoordinator:type=Rollouts"), "State"))
                    .isNotNull();
            assertThat((Long) beans.getAttribute(new ObjectName("org.mcpcoordinator:type=Health"), "SweepMillis"))
                    .isNotNegative();
            assertThat((Long) beans.getAttribute(new ObjectName("org.mcpcoordinator:type=Gateway"), "UnwrittenCalls"))
                    .isNotNegative();
            assertThat(beans.getAttribute(new ObjectName("org.mcpcoordinator:type=Gateway"), "InFlight"))
                    .isNotNull();
        }
    }

    @Test
    void whoCalledIsInWildFlysAuditLogWhichTheTrailCannotKnow(RunningProduct product) throws Exception {
        String nobody = "nobody-" + System.nanoTime();
        try (JMXConnector connector = Jmx.connect(product, product.adminPassword())) {
            assertThatThrownBy(() -> connector
                            .getMBeanServerConnection()
                            .invoke(
                                    new ObjectName("org.mcpcoordinator:type=Fleet"),
                                    "restart",
                                    new Object[] {nobody},
                                    new String[] {String.class.getName()}))
                    .isInstanceOf(RuntimeMBeanException.class);
        }

        assertThat(product.get("audit?size=10").path("items"))
                .anySatisfy(entry -> assertThat(entry.toString()).contains(nobody, "\"jmx\""));
        // The audit log is written before the caller hears of the end.
        assertThat(Files.readString(product.data().resolve("node-1/data/audit-log.log")))
                .contains(nobody)
                .contains("\"user\" : \"admin\"");
    }

    @Test
    void aRolloutIsStartedPausedResumedAndAbortedOverJmxAndItsEndIsTold(RunningProduct product) throws Exception {
        oneOfTwoIsThere(product);
        try (JMXConnector connector = Jmx.connect(product, product.adminPassword())) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            ObjectName rollouts = new ObjectName("org.mcpcoordinator:type=Rollouts");
            BlockingQueue<Notification> told = new LinkedBlockingQueue<>();
            beans.addNotificationListener(rollouts, (notification, handback) -> told.add(notification), null, null);

            long id = (Long) beans.invoke(rollouts, "start", new Object[] {"jmx", ""}, new String[] {
                String.class.getName(), String.class.getName()
            });
            beans.invoke(rollouts, "pause", new Object[] {"ticket 4711"}, new String[] {String.class.getName()});
            assertThat(state(product, id)).isEqualTo("PAUSED");
            assertThat(product.get("rollouts/" + id + "/events").toString()).contains("pause by jmx: ticket 4711");
            Await.until(
                    "it is the open one",
                    SOON,
                    () -> attribute(beans, rollouts, "ActiveId").equals(id));
            Await.until(
                    "it is paused",
                    SOON,
                    () -> attribute(beans, rollouts, "State").equals("PAUSED"));
            beans.invoke(rollouts, "resume", new Object[0], new String[0]);
            assertThat(state(product, id)).isEqualTo("RUNNING");
            beans.invoke(rollouts, "abort", new Object[0], new String[0]);
            Await.until("it has ended", SOON, () -> state(product, id).equals("CANCELLED"));

            Notification end = told.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(end).isNotNull();
            assertThat(end.getType()).isEqualTo("org.mcpcoordinator.rollout.ended");
            assertThat(end.getUserData()).isEqualTo(id + " CANCELLED");
            assertThat(told).as("it is told once").isEmpty();
        } finally {
            takeAway(product);
        }
    }

    @Test
    void aPhaseIsPromotedAndARolloutIsTakenBackOverJmx(RunningProduct product) throws Exception {
        long first = rollout(product, 1, ",\"manual\":[0]");
        Await.until("it waits", SOON, () -> state(product, first).equals("AWAITING_PROMOTION"));
        try (JMXConnector connector = Jmx.connect(product, product.adminPassword())) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            steer(beans, "promote", "seen at work", () -> wished(product, first) == 2);
            Await.until("it ends", SOON, () -> state(product, first).equals("SUCCEEDED"));

            long second = rollout(product, 2, ",\"terms\":{\"phaseBakeSeconds\":3600}");
            Await.until("it bakes", SOON, () -> wished(product, second) == 2);
            steer(
                    beans,
                    "rollback",
                    "customers complain",
                    () -> state(product, second).matches("ROLLING_BACK|ROLLED_BACK"));
            Await.until("it is back", SOON, () -> state(product, second).equals("ROLLED_BACK"));

            assertThat(product.get("rollouts/" + first + "/events").toString())
                    .contains("promote by jmx: seen at work");
            assertThat(product.get("rollouts/" + second + "/events").toString())
                    .contains("rollback by jmx: customers complain");
            assertThat(product.get("rollouts/" + second)
                            .path("rollbackRevision")
                            .asLong())
                    .isEqualTo(product.get("rollouts/" + first).path("revision").asLong());
        } finally {
            takeAway(product);
        }
    }

    private static void steer(MBeanServerConnection beans, String action, String why, Supplier<Boolean> effective)
            throws Exception {
        Instant asked = Instant.now();
        beans.invoke(new ObjectName("org.mcpcoordinator:type=Rollouts"), action, new Object[] {why}, new String[] {
            String.class.getName()
        });
        Await.until(action + " is effective", SOON, effective);
        LOG.infof(
                "%s was effective %d ms after it was asked for",
                action, Duration.between(asked, Instant.now()).toMillis());
    }

    private static long rollout(RunningProduct product, int version, String more) {
        HttpResponse<String> plan = product.post("plans", """
                {"fleet": "jmx", "servers": [
                  {"name": "jmx-1", "category": "api", "builtin": "devtools", "config": {"title": "version %1$d"}},
                  {"name": "jmx-2", "category": "api", "builtin": "devtools", "config": {"title": "version %1$d"}}]}""".formatted(version));
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        HttpResponse<String> started = product.post(
                "rollouts",
                "{\"planId\":\""
                        + RunningProduct.json(plan.body()).path("planId").asText() + "\",\"profile\":\"quick\"" + more
                        + "}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return RunningProduct.json(started.body()).path("id").asLong();
    }

    /** Those of the phase after the canary. */
    private static int wished(RunningProduct product, long rollout) {
        return product.get("rollouts/" + rollout)
                .path("phases")
                .path(1)
                .path("wished")
                .asInt();
    }

    private static void takeAway(RunningProduct product) throws IOException {
        Path empty = Files.writeString(product.data().resolve("jmx.yaml"), "fleet: jmx\nservers: []\n");
        Commands.Outcome removed =
                product.coordinator("apply", empty.toString(), "--profile", "quick", "--watch", "--allow-remove", "2");
        assertThat(removed.exitCode()).as(removed.output()).isZero();
    }

    /** The newest revision of a fleet has two servers; its rollout was aborted at the canary, so that there is work left. */
    private static void oneOfTwoIsThere(RunningProduct product) {
        HttpResponse<String> plan = product.post("plans", """
                {"fleet": "jmx", "servers": [{"name": "jmx-1", "category": "api", "builtin": "devtools"},
                                             {"name": "jmx-2", "category": "api", "builtin": "devtools"}]}""");
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(201);
        HttpResponse<String> started = product.post(
                "rollouts",
                "{\"planId\":\""
                        + RunningProduct.json(plan.body()).path("planId").asText() + "\"}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        long id = RunningProduct.json(started.body()).path("id").asLong();
        assertThat(product.post("rollouts/" + id + "/abort", "").statusCode()).isEqualTo(200);
        Await.until("it is aborted", SOON, () -> state(product, id).equals("CANCELLED"));
    }

    private static String state(RunningProduct product, long rollout) {
        return product.get("rollouts/" + rollout).path("state").asText();
    }

    private static Object attribute(MBeanServerConnection beans, ObjectName bean, String name) {
        try {
            return beans.getAttribute(bean, name);
        } catch (JMException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWrongPasswordIsRefused(RunningProduct product) {
        assertThatThrownBy(() -> Jmx.connect(product, "not-the-password")).isInstanceOf(IOException.class);
    }

    private static int attempt(RunningProduct product, String server) {
        return product.get("servers/" + server)
                .path("instances")
                .path(0)
                .path("attempt")
                .asInt();
    }
}
