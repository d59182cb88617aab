package org.mcpcoordinator.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where this node's own HTTP port is: at the socket through which the first request came. WildFly's management knows it as
 * well, but tells it to nobody without a login once it has booted and its access control is on.
 */
@ApplicationScoped
public class OwnAddress {
    private volatile @Nullable URI found;

    /** A request has come in through this socket; the first one counts. */
    public void reachedAt(String scheme, InetSocketAddress socket) {
        if (found == null) {
            found = URI.create(scheme + "://" + reachable(socket.getAddress()) + ":" + socket.getPort());
        }
    }

    /** The address without a slash at the end; empty before the first request. */
    Optional<URI> find() {
        return Optional.ofNullable(found);
    }

    /** What listens everywhere is asked over loopback. */
    private static String reachable(InetAddress bound) {
        String host = (bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound).getHostAddress();
        return host.indexOf(':') < 0 ? host : "[" + host.replaceFirst("%.*", "") + "]";
    }
}
