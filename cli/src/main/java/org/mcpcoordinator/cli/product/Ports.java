package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Finds free TCP ports on loopback and hands none out twice. */
final class Ports {
    private static final int TRIES = 400;

    private final Taken taken;
    private final Set<Integer> given = new HashSet<>();

    Ports(Taken taken) {
        this.taken = taken;
    }

    /** Whether nothing listens on the port: it can be bound on loopback. */
    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    /** The port itself; refuses when something listens there. */
    int exactly(int port, String purpose, String option) {
        if (port < 1 || port > 65_535) {
            throw Refusal.refused(option + " " + port + " is not a port (1 to 65535)");
        }
        if (!given.add(port)) {
            throw Refusal.refused(option + " " + port + " is already used for something else of this product");
        }
        if (taken.starting().contains(port)) {
            throw Refusal.refused("port " + port + " (" + purpose
                    + ") is being taken by another up; wait for it to end or name another with " + option);
        }
        if (!isFree(port)) {
            throw Refusal.refused(
                    "port " + port + " (" + purpose + ") is busy; stop what listens there (ss -ltnp | grep " + port
                            + ") or name another with " + option);
        }
        return port;
    }

    /** Gives out none of these, whoever listens there. */
    void keep(Set<Integer> others) {
        given.addAll(others);
    }

    /** The first free port at or above {@code from} that no other product keeps. */
    int near(int from) {
        for (int port = from; port < from + TRIES; port++) {
            if (!given.contains(port) && !taken.contains(port) && isFree(port)) {
                given.add(port);
                return port;
            }
        }
        throw Refusal.refused("no free port between " + from + " and " + (from + TRIES - 1));
    }
}
