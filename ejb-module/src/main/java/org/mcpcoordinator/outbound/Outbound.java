package org.mcpcoordinator.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.setting.Setting;

/**
 * The rule for addresses that definitions, trials and servers' own documents name. A name is looked up here, once for each
 * connection, and what has been looked at is what is connected to: a name that leads elsewhere a moment later leads nowhere.
 */
public final class Outbound {
    private static final String SETTING = "coordinator.outbound.addresses";
    private static final String USUAL = "public,private,loopback";

    /** As the last part of a host: then all of it is an address to somebody. */
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

    private static final Pattern BYTE = Pattern.compile("0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5]");

    private final Set<Kind> allowed;
    private final Names names;
    private final Predicate<InetSocketAddress> own;
    private final @Nullable Doors doors;

    /** Looks a name up. */
    @FunctionalInterface
    interface Names {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /** @param own ports of the product itself that nobody is led to */
    Outbound(Set<Kind> allowed, Names names, Predicate<InetSocketAddress> own) {
        this(allowed, names, own, null);
    }

    /** @param doors lead to servers of other hosts; null where only strangers are called */
    Outbound(Set<Kind> allowed, Names names, Predicate<InetSocketAddress> own, @Nullable Doors doors) {
        this.doors = doors;
        this.allowed = Set.copyOf(allowed);
        this.names = names;
        this.own = own;
    }

    /** As the settings of this process have it. */
    public static Outbound ofSettings() {
        return OfSettings.RULE;
    }

    /** The same for who calls servers of the fleet, on whatever host. Nobody else's word for an address is followed so. */
    public static Outbound toServers() {
        return OfSettings.TO_SERVERS;
    }

    /** Read when it is first needed: settings do not change while a process runs. */
    private static final class OfSettings {
        private static final Outbound RULE =
                new Outbound(kinds(Setting.text(SETTING, USUAL)), InetAddress::getAllByName, new OwnPorts()::contain);
        private static final Outbound TO_SERVERS = RULE.with(Doors.ofProcess());
    }

    /** The same for who also calls servers of hosts with those doors. */
    public Outbound with(Doors known) {
        return new Outbound(allowed, names, own, known);
    }

    static Set<Kind> kinds(String setting) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String word : setting.split(",", -1)) {
            switch (word.strip()) {
                case "public" -> kinds.add(Kind.PUBLIC);
                case "private" -> kinds.add(Kind.PRIVATE);
                case "loopback" -> kinds.add(Kind.LOOPBACK);
                default ->
                    throw new IllegalStateException("setting " + SETTING + "=" + setting
                            + " is not a list of public, private and loopback, with commas between them");
            }
        }
        return kinds;
    }

    /** What is wrong with an address as it is written, whatever a name in it leads to; empty if it may be kept. */
    public Optional<String> mistake(URI address) {
        try {
            String host = host(address);
            if (Relay.isOurs(host)) {
                return Optional.of("names that end in host.invalid are the coordinator's own");
            }
            if (isLiteral(host)) {
                check(host, InetAddress.getByName(host), port(address));
            }
            return Optional.empty();
        } catch (RefusedAddressException refused) {
            return Optional.ofNullable(refused.getMessage());
        } catch (UnknownHostException noAddress) {
            return Optional.of("its host is no address and no name");
        }
    }

    /** True if there is a name to be looked up, which may take a while. */
    public static boolean hasName(URI address) {
        String host = address.getHost();
        return host != null && !isLiteral(host);
    }

    /**
     * The same address with that of a host in the place of a name; the same object if it has no name. May wait for a name
     * server.
     *
     * @throws RefusedAddressException if it is not to be connected to; also if one of several that a name has is not
     */
    public URI pinned(URI address) throws RefusedAddressException, UnknownHostException {
        return pinned(address, null);
    }

    /** @param before taken again as long as the name still leads there; null if there is none */
    public URI pinned(URI address, @Nullable URI before) throws RefusedAddressException, UnknownHostException {
        String host = host(address);
        if (Relay.isOurs(host)) {
            return ours(address);
        }
        if (isLiteral(host)) {
            check(host, InetAddress.getByName(host), port(address));
            return address;
        }
        List<URI> found = new ArrayList<>();
        for (InetAddress each : names.lookUp(host)) {
            check(host, each, port(address));
            found.add(at(address, each));
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return before != null && found.contains(before) ? before : found.get(0);
    }

    private URI ours(URI address) throws UnknownHostException {
        Relay relay = Relay.of(address).orElse(null);
        if (doors == null || relay == null) {
            throw new UnknownHostException(address.getHost());
        }
        return doors.pinned(address, relay);
    }

    /** By what an address of {@code https} is spoken to: as usual, or with the cluster's key at a door of another host. */
    public SSLContext tls(URI address) {
        if (doors != null && Relay.of(address).isPresent()) {
            return doors.tls();
        }
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException noDefault) {
            throw new IllegalStateException("this JVM has no usable default TLS context", noDefault);
        }
    }

    /** The name by which a host shows who it is, where its address stands in an URI. */
    public static String nameOf(URI address) {
        String host = withoutDot(String.valueOf(address.getHost()));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private void check(String host, InetAddress address, int port) throws RefusedAddressException {
        Kind kind = Kind.of(address);
        if (kind == Kind.NEVER) {
            throw new RefusedAddressException(host + " leads to " + address.getHostAddress()
                    + ", and addresses of that kind (link-local, metadata, multicast, unspecified) are never called");
        }
        if (!allowed.contains(kind)) {
            throw new RefusedAddressException(host + " leads to " + address.getHostAddress() + ", a "
                    + kind.name().toLowerCase(Locale.ROOT) + " address, and " + SETTING + " does not name that kind");
        }
        if (own.test(new InetSocketAddress(address, port))) {
            throw new RefusedAddressException(
                    host + ":" + port + " is the coordinator's own management or database, which no server is");
        }
    }

    private static String host(URI address) throws RefusedAddressException {
        String host = address.getHost();
        if (host == null) {
            throw new RefusedAddressException("an address without a host is not called");
        }
        // Which interface it is about says nothing of where it leads.
        String plain = withoutDot(host).toLowerCase(Locale.ROOT).replaceFirst("%.*", "]");
        String last = plain.substring(plain.lastIndexOf('.') + 1);
        if (!plain.startsWith("[") && NUMBER.matcher(last).matches() && !isLiteral(plain)) {
            throw new RefusedAddressException(
                    host
                            + " could be read as several addresses: write one of IPv4 as four decimal numbers with dots between");
        }
        return plain;
    }

    private static boolean isLiteral(String host) {
        if (host.startsWith("[")) {
            return true;
        }
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!BYTE.matcher(part).matches()) {
                return false;
            }
        }
        return true;
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static URI at(URI address, InetAddress host) {
        String text = host.getHostAddress();
        String literal = text.indexOf(':') < 0 ? text : "[" + text.replaceFirst("%.*", "") + "]";
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return URI.create(address.getScheme() + "://" + literal + port + address.getRawPath() + query);
    }
}
