package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The listening TCP sockets of this machine at one moment, by inode; read from {@code /proc/net}. */
final class Listeners {
    private static final String LISTENING = "0A";

    private final Map<String, Listener> byInode = new HashMap<>();

    private Listeners() {}

    static Listeners now() {
        return in(Path.of("/proc/net"));
    }

    /** Those of the network that a process is in; none while that is this one's own. */
    static Listeners of(long pid) {
        Path own = Path.of("/proc/self/ns/net");
        Path process = Path.of("/proc", Long.toString(pid));
        Optional<Path> network = ProcessTable.link(process.resolve("ns/net"));
        return network.isEmpty() || network.equals(ProcessTable.link(own))
                ? new Listeners()
                : in(process.resolve("net"));
    }

    private static Listeners in(Path folder) {
        Listeners listeners = new Listeners();
        listeners.readTable(folder.resolve("tcp"));
        listeners.readTable(folder.resolve("tcp6"));
        return listeners;
    }

    /**
     * One listening socket.
     *
     * @param address as the kernel prints it, in hex
     */
    record Listener(String address, int port) {
        /** 127.0.0.0/8, ::1, or the former written as IPv6. The kernel prints words in host order, last byte first. */
        boolean loopback() {
            return address.length() == 8
                    ? address.endsWith("7F")
                    : address.equals("00000000000000000000000001000000")
                            || (address.startsWith("0000000000000000FFFF0000") && address.endsWith("7F"));
        }

        @Override
        public String toString() {
            if (address.length() == 8) {
                return quad(address) + ":" + port;
            }
            if (address.startsWith("0000000000000000FFFF0000")) {
                return "[::ffff:" + quad(address.substring(24)) + "]:" + port;
            }
            return (address.chars().allMatch(digit -> digit == '0') ? "[::]" : "[" + address + "]") + ":" + port;
        }

        private static String quad(String hex) {
            List<String> bytes = new ArrayList<>();
            for (int at = 6; at >= 0; at -= 2) {
                bytes.add(Integer.toString(Integer.parseInt(hex.substring(at, at + 2), 16)));
            }
            return String.join(".", bytes);
        }
    }

    /** All ports somebody listens on. */
    Set<Integer> ports() {
        Set<Integer> ports = new HashSet<>();
        byInode.values().forEach(listener -> ports.add(listener.port()));
        return ports;
    }

    /** The inodes of all sockets beyond loopback. */
    Set<String> exposedInodes() {
        Set<String> inodes = new HashSet<>();
        byInode.forEach((inode, listener) -> {
            if (!listener.loopback()) {
                inodes.add(inode);
            }
        });
        return inodes;
    }

    /** The first of these sockets that one of the processes holds. */
    Optional<Listener> held(List<ProcessTable.Stat> processes, Set<String> inodes) {
        return processes.stream()
                .flatMap(process -> sockets(process.pid()))
                .filter(inodes::contains)
                .findFirst()
                .map(byInode::get);
    }

    private static Stream<String> sockets(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid), "fd");
        String[] names = folder.toFile().list();
        return Stream.of(names == null ? new String[0] : names)
                .map(name -> ProcessTable.link(folder.resolve(name)))
                .flatMap(Optional::stream)
                .map(Path::toString)
                .filter(target -> target.startsWith("socket:["))
                .map(target -> target.substring(8, target.length() - 1));
    }

    private void readTable(Path table) {
        try (Stream<String> lines = Files.lines(table, StandardCharsets.ISO_8859_1)) {
            lines.filter(line -> line.contains(" " + LISTENING + " ")).forEach(this::readLine);
        } catch (IOException | java.io.UncheckedIOException absent) {
            Report.note("nothing is known of this machine's sockets", absent);
        }
    }

    private void readLine(String line) {
        String[] fields = line.trim().split("\\s+", 12);
        if (fields.length >= 10 && fields[3].equals(LISTENING)) {
            int colon = fields[1].indexOf(':');
            byInode.put(
                    fields[9],
                    new Listener(fields[1].substring(0, colon), Integer.parseInt(fields[1].substring(colon + 1), 16)));
        }
    }
}
