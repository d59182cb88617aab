package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.mcpcoordinator.setting.Setting;

/**
 * Sees the ports of this machine by binding them on loopback for a moment. A listener on all addresses is in the way
 * too, as Linux refuses to bind beside it. Of other hosts nothing is known here; their agents refuse a busy port.
 */
@ApplicationScoped
class LoopbackPorts implements BusyPorts {
    private static final Logger LOG = Logger.getLogger(LoopbackPorts.class);

    private final String here = Setting.text("coordinator.cluster.host-name", "local");

    @Override
    public boolean taken(String host, int port) {
        if (!host.equals(here)) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return false;
        } catch (IOException inUse) {
            LOG.debugf("port %d is taken: %s", port, inUse.getMessage());
            return true;
        }
    }

    @Override
    public Optional<String> holder(String host, int port) {
        return host.equals(here) ? PortHolder.of(port) : Optional.empty();
    }
}
