package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reads and operates the MBeans over a real remote connection to WildFly's management port. */
@ExtendWith(RunningProduct.Provider.class)
class JmxIT {
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
        assertThat(Files.readString(product.data().resolve("logs/management-audit.log")))
                .contains(nobody)
                .contains("\"user\" : \"admin\"");
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
