package org.mcpcoordinator.outbound;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names under which servers of other hosts are called: {@code https://PORT.HOST.host.invalid/...}. The agent's door on that
 * host takes the name for where its caller wants to. Nobody's name server knows such names (RFC 6761), so whoever takes one for
 * an address gets nowhere.
 *
 * @param label the host's name as part of such a name
 * @param port of the server on its host
 */
public record Relay(String label, int port) {
    private static final String ENDING = ".host.invalid";
    private static final Pattern NAME = Pattern.compile("([1-9]\\d{0,4})\\.([a-z0-9-]+)\\.host\\.invalid");

    /** The same in the agent's {@code host.door.Errand}. */
    private static final Pattern PLAIN = Pattern.compile("(?!x-)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * The address of what listens at a port of a host's loopback.
     *
     * @param rest path and query
     */
    public static URI to(String host, int port, String rest) {
        return URI.create("https://" + port + "." + label(host) + ENDING + rest);
    }

    /** As {@link #to}, of an address as it is called on that host itself. */
    public static URI to(String host, URI there) {
        String query = there.getRawQuery() == null ? "" : "?" + there.getRawQuery();
        return to(host, there.getPort(), there.getRawPath() + query);
    }

    /** The name under which the agent itself is asked for. */
    public static String agent(String host) {
        return "agent." + label(host) + ENDING;
    }

    /** Empty for any other address. */
    public static Optional<Relay> of(URI address) {
        String host = address.getHost();
        if (host == null || !isOurs(host)) {
            return Optional.empty();
        }
        Matcher name = NAME.matcher(host);
        return name.matches()
                ? Optional.of(new Relay(name.group(2), Integer.parseInt(name.group(1))))
                : Optional.empty();
    }

    /** True for names that are nobody else's to name. */
    static boolean isOurs(String host) {
        return host.toLowerCase(Locale.ROOT).endsWith(ENDING);
    }

    /** The address on its host's own loopback, if it is one of that host; empty for any other. */
    public static Optional<String> back(String address, String host) {
        if (host.isEmpty() || !address.contains(ENDING + "/")) {
            return Optional.empty();
        }
        URI relayed = URI.create(address);
        String query = relayed.getRawQuery() == null ? "" : "?" + relayed.getRawQuery();
        return of(relayed)
                .filter(relay -> relay.label().equals(label(host)))
                .map(relay -> "http://127.0.0.1:" + relay.port() + relayed.getRawPath() + query);
    }

    /** What a request to an address says of where it goes: a server knows itself by its own host's loopback only. */
    public static String authority(URI address) {
        return of(address).map(relay -> "127.0.0.1:" + relay.port()).orElseGet(address::getRawAuthority);
    }

    static String label(String host) {
        if (PLAIN.matcher(host).matches()) {
            return host;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(host.getBytes(StandardCharsets.UTF_8));
            return "x-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException none) {
            throw new IllegalStateException("each Java has SHA-256", none);
        }
    }
}
