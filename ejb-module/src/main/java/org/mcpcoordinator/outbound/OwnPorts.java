package org.mcpcoordinator.outbound;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Where WildFly's management and the database listen: nobody who names an address is led there. */
final class OwnPorts {
    private static final Logger LOG = Logger.getLogger(OwnPorts.class);
    private static final String DATABASE = "coordinator.database.url";
    private static final int POSTGRES = 5432;
    private static final Set<Integer> USUAL_MANAGEMENT = Set.of(9990, 9993);

    /** The hosts of a JDBC address: {@code //host:port,other/name}. */
    private static final Pattern HOSTS = Pattern.compile("//([^/?]*)");

    private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:]*)(?::(\\d+))?");

    private final List<Named> databases;
    private @Nullable Set<Integer> management;

    private record Named(String host, int port) {}

    OwnPorts() {
        this(System.getProperty(DATABASE, "jdbc:postgresql://127.0.0.1:" + POSTGRES + "/"), null);
    }

    /** @param management null to ask WildFly */
    OwnPorts(String databaseUrl, @Nullable Set<Integer> management) {
        this.databases = databases(databaseUrl);
        this.management = management;
    }

    boolean contain(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        boolean here = isHere(host);
        if (here && management().contains(address.getPort())) {
            return true;
        }
        return databases.stream()
                .filter(database -> database.port() == address.getPort())
                .anyMatch(database -> leadsTo(database.host(), host, here));
    }

    private static boolean leadsTo(String name, InetAddress host, boolean here) {
        try {
            for (InetAddress each : InetAddress.getAllByName(name)) {
                if (each.equals(host) || (here && isHere(each))) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException away) {
            // Nobody knows where it is now: then it might be there.
            return true;
        }
    }

    private static boolean isHere(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            LOG.debugf("It cannot be told whose %s is: %s", address, unknown.getMessage());
            return true;
        }
    }

    private synchronized Set<Integer> management() {
        Set<Integer> known = management;
        if (known == null) {
            known = bound();
            management = known;
        }
        return known;
    }

    /** As WildFly tells of its sockets; what it usually has, if it does not tell. */
    private static Set<Integer> bound() {
        Set<Integer> ports = new HashSet<>();
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            Set<ObjectName> bindings = server.queryNames(
                    new ObjectName("jboss.as:socket-binding-group=*,socket-binding=management-*"), null);
            for (ObjectName binding : bindings) {
                if (server.getAttribute(binding, "boundPort") instanceof Integer port && port > 0) {
                    ports.add(port);
                }
            }
        } catch (JMException | RuntimeException untold) {
            LOG.debugf("WildFly does not tell where its management listens: %s", untold.getMessage());
        }
        return ports.isEmpty() ? USUAL_MANAGEMENT : Set.copyOf(ports);
    }

    private static List<Named> databases(String url) {
        List<Named> all = new ArrayList<>();
        Matcher hosts = HOSTS.matcher(url);
        if (hosts.find()) {
            for (String each : hosts.group(1).split(",", -1)) {
                Matcher host = HOST.matcher(each);
                if (host.matches()) {
                    String name = host.group(1).isEmpty() ? "127.0.0.1" : host.group(1);
                    all.add(new Named(name, host.group(2) == null ? POSTGRES : Integer.parseInt(host.group(2))));
                }
            }
        }
        return all;
    }
}
