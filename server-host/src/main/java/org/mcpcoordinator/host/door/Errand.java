package org.mcpcoordinator.host.door;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

/**
 * What a caller came for, told by the name it asks for in its greeting (SNI): {@code agent.HOST.host.invalid} or {@code
 * PORT.HOST.host.invalid}. Nobody's name server knows such names (RFC 6761), so whoever takes one for an address gets nowhere.
 *
 * @param port a server's; 0 for the agent itself
 */
record Errand(int port) {
    private static final int MOST_PORT = 65_535;
    private static final Pattern NAME = Pattern.compile("(agent|[1-9]\\d{0,4})\\.([a-z0-9-]+)\\.host\\.invalid");

    /** The same in the node's {@code outbound.Relay}. */
    private static final Pattern PLAIN = Pattern.compile("(?!x-)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Empty for one that asks for nothing we know, or for another host: its address may have been another's before. */
    static Optional<Errand> of(Collection<SNIServerName> names, String host) {
        return names.stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> NAME.matcher(((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT)))
                .filter(Matcher::matches)
                .filter(name -> name.group(2).equals(label(host)))
                .map(name -> name.group(1).equals("agent") ? 0 : Integer.parseInt(name.group(1)))
                .filter(port -> port <= MOST_PORT)
                .map(Errand::new)
                .findFirst();
    }

    boolean isForAgent() {
        return port == 0;
    }

    /** A host's name as part of such a name. */
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
