package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorFileTest {
    private static final URI URL = URI.create("http://127.0.0.1:8480");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path agent;

    @Test
    void itHoldsAddressAndTokenForTheAgentsUserOnly() throws IOException {
        CoordinatorFile file = new CoordinatorFile(agent);
        file.write(URL, () -> "mcpc_text");

        JsonNode read = new ObjectMapper().readTree(Files.readString(file.path()));
        assertThat(read.path("url").asText()).isEqualTo("http://127.0.0.1:8480");
        assertThat(read.path("token").asText()).isEqualTo("mcpc_text");
        assertThat(file.path()).isEqualTo(agent.resolve("serve/data/coordinator.json"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(Files.getOwner(file.path())).isEqualTo(Files.getOwner(agent));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(agent.resolve("serve/data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void anotherStartReplacesItAndLeavesNothingBeside() throws IOException {
        CoordinatorFile file = new CoordinatorFile(agent);
        file.write(URL, () -> "first");
        Files.writeString(agent.resolve("serve/data/coordinator.json.new"), "left by a crash");
        file.write(URL, () -> "second");

        assertThat(Files.readString(file.path())).contains("second").doesNotContain("first");
        assertThat(agent.resolve("serve/data")).isDirectoryContaining(each -> each.equals(file.path()));
        assertThat(Files.list(agent.resolve("serve/data"))).hasSize(1);
    }

    @Test
    void noTokenIsAskedForWhereNothingCanBeWritten() {
        CoordinatorFile file = new CoordinatorFile(agent.resolve("absent"));

        assertThatThrownBy(() -> file.write(URL, () -> {
                    throw new AssertionError("asked");
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theAddressIsTheOneOfTheOpenSocket() throws Exception {
        MBeanServer beans = MBeanServerFactory.newMBeanServer();
        assertThat(OwnAddress.find(beans)).isEmpty();
        Binding binding = new Binding();
        beans.registerMBean(
                binding,
                new ObjectName("jboss.as:socket-binding-group=standard-sockets,socket-binding=coordinator-http"));
        assertThat(OwnAddress.find(beans)).isEmpty();

        binding.port = 8580;
        binding.address = "0.0.0.0";
        assertThat(OwnAddress.find(beans)).contains(URI.create("http://127.0.0.1:8580"));
        binding.address = "192.0.2.7";
        assertThat(OwnAddress.find(beans)).contains(URI.create("http://192.0.2.7:8580"));
        binding.address = "0:0:0:0:0:0:0:1";
        assertThat(OwnAddress.find(beans)).contains(URI.create("http://[0:0:0:0:0:0:0:1]:8580"));
    }

    @Test
    void withoutWildFlyThereIsNoAddress() throws IOException {
        assertThat(OwnAddress.find(ManagementFactory.getPlatformMBeanServer())).isEmpty();
    }

    /** What WildFly tells of its socket. */
    public interface BindingMXBean {
        int getboundPort();

        String getboundAddress();
    }

    private static final class Binding extends StandardMBean implements BindingMXBean {
        private int port;
        private String address = "";

        Binding() {
            super(BindingMXBean.class, true);
        }

        @Override
        public int getboundPort() {
            return port;
        }

        @Override
        public String getboundAddress() {
            return address;
        }
    }
}
