package org.mcpcoordinator.database;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Asks whether PostgreSQL takes connections, without one of the pool, which writes a stack trace for each that it does not
 * get. What a client says first is said, and whatever comes back but "not now" is an answer; then we hang up.
 */
final class Knock {
    private static final int PATIENCE_MILLIS = 1000;
    private static final int PROTOCOL_3 = 196_608;
    private static final int LONGEST_ERROR = 30_000;
    private static final int STATE = 'C';
    /** It is shutting down, has broken down, or is starting up; one that is full is there (PostgreSQL, appendix A). */
    private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03");

    private final String[] hosts;
    private final String[] ports;
    private final byte[] greeting;

    private Knock(String[] hosts, String[] ports, byte[] greeting) {
        this.hosts = hosts;
        this.ports = ports;
        this.greeting = greeting;
    }

    /** Null if this address is none of PostgreSQL's. */
    static @Nullable Knock at(String url, String user) {
        Properties parts = Driver.parseURL(url, null);
        if (parts == null || parts.getProperty("PGHOST") == null || parts.getProperty("PGPORT") == null) {
            return null;
        }
        byte[] words = ("user\0" + user + "\0database\0" + parts.getProperty("PGDBNAME", user) + "\0\0")
                .getBytes(StandardCharsets.UTF_8);
        return new Knock(
                parts.getProperty("PGHOST").split(",", -1),
                parts.getProperty("PGPORT").split(",", -1),
                words);
    }

    /** True if one of the hosts takes connections; within a second for each. */
    boolean isAnswered() {
        return IntStream.range(0, hosts.length)
                .anyMatch(host -> isAnswered(hosts[host], Integer.parseInt(ports[host])));
    }

    private boolean isAnswered(String host, int port) {
        try {
            return isAnswered(new InetSocketAddress(host, port));
        } catch (IOException away) {
            return false;
        }
    }

    private boolean isAnswered(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(2 * Integer.BYTES + greeting.length);
            out.writeInt(PROTOCOL_3);
            out.write(greeting);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int kind = in.read();
            return kind == 'E' ? !NOT_NOW.contains(state(in)) : kind >= 0;
        }
    }

    /** The state of SQL that an error of PostgreSQL's tells in its field C. */
    private static String state(DataInputStream in) throws IOException {
        int length = in.readInt() - Integer.BYTES;
        if (length < 0 || length > LONGEST_ERROR) {
            return "";
        }
        for (String field : new String(in.readNBytes(length), StandardCharsets.UTF_8).split("\0", -1)) {
            if (!field.isEmpty() && field.charAt(0) == STATE) {
                return field.substring(1);
            }
        }
        return "";
    }
}
