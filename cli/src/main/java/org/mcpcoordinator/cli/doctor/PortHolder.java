package org.mcpcoordinator.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens on a port of this machine, as far as Linux lets this user see it. */
final class PortHolder {
    private static final String LISTENING = "0A";
    private static final int USER = 7;
    private static final int INODE = 9;

    private PortHolder() {}

    /** For example {@code mysqld (process 812)}, or {@code a program of user 112}; empty if nobody is seen. */
    static Optional<String> of(int port) {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> lines(Path.of(table)))
                .map(line -> line.trim().split("\\s+", 12))
                .filter(fields -> fields.length > INODE && fields[3].equals(LISTENING) && port(fields[1]) == port)
                .findFirst()
                .map(fields -> process("socket:[" + fields[INODE] + "]").orElse("a program of user " + fields[USER]));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    private static Optional<String> process(String socket) {
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), socket))
                .findFirst()
                .map(process -> name(process.pid()) + " (process " + process.pid() + ")");
    }

    private static boolean holds(long pid, String socket) {
        Path folder = Path.of("/proc", Long.toString(pid), "fd");
        String[] descriptors = folder.toFile().list();
        return descriptors != null
                && Stream.of(descriptors).anyMatch(descriptor -> links(folder.resolve(descriptor), socket));
    }

    private static boolean links(Path descriptor, String socket) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(socket);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** What the process calls itself, without anything that could steer a terminal. */
    private static String name(long pid) {
        return lines(Path.of("/proc/" + pid + "/comm"))
                .findFirst()
                .map(name -> name.replaceAll("[^\\x21-\\x7e]", "?"))
                .orElse("a program");
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream();
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }
}
