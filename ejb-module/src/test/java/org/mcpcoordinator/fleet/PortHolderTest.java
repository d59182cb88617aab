package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PortHolderTest {
    @Test
    void theProcessThatListensIsNamedAndNobodyOnceItHasGone() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThat(PortHolder.of(port))
                    .hasValueSatisfying(name -> assertThat(name)
                            .endsWith(" (process " + ProcessHandle.current().pid() + ")"));
        }
        assertThat(PortHolder.of(port)).isEmpty();
    }
}
