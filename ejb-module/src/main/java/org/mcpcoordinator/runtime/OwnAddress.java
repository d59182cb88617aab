package org.mcpcoordinator.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;

/**
 * Where a program of this host reaches this WildFly's listener {@code coordinator}. Only WildFly knows: the port may come
 * from a property, a variable or an offset. It tells over JMX, once the socket is open.
 */
final class OwnAddress {
    private static final String BINDING = "jboss.as:socket-binding-group=*,socket-binding=coordinator-http";

    private OwnAddress() {}

    /** The address without a slash at the end; empty while the socket is not open. */
    static Optional<URI> find(MBeanServerConnection beans) throws IOException {
        try {
            for (ObjectName name : beans.queryNames(new ObjectName(BINDING), null)) {
                Object port = beans.getAttribute(name, "boundPort");
                Object address = beans.getAttribute(name, "boundAddress");
                if (port instanceof Integer number && number > 0 && address instanceof String text) {
                    return Optional.of(URI.create("http://" + reachable(text) + ":" + number));
                }
            }
            return Optional.empty();
        } catch (JMException notTold) {
            throw new IOException("WildFly does not tell its socket coordinator-http", notTold);
        }
    }

    /** What listens everywhere is asked over loopback. */
    private static String reachable(String bound) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(bound);
        String host = (address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address).getHostAddress();
        return host.indexOf(':') < 0 ? host : "[" + host.replaceFirst("%.*", "") + "]";
    }
}
