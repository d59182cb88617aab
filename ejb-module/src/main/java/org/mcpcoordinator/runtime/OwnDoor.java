package org.mcpcoordinator.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mcpcoordinator.outbound.Doors;
import org.mcpcoordinator.setting.Setting;

/**
 * Where an agent that this node starts opens its door for nodes of other hosts: at the address by which nodes reach this one,
 * and at a port of its own beside theirs. Follows from what {@code cluster.cli} is told, so that nothing is to be said twice.
 *
 * @param listen address and port
 * @param key the cluster's
 * @param secret its password; never to be shown or logged
 */
record OwnDoor(String listen, Path key, String secret) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int USUAL_PORT = 7600;

    /** From the port of the node to that of the door. */
    private static final int BESIDE = 100;

    /** Empty for a node that is alone, or whose cluster is on one machine. */
    static Optional<OwnDoor> fromSettings() {
        String address = Setting.text("coordinator.cluster.address", LOOPBACK);
        if (address.equals(LOOPBACK)) {
            return Optional.empty();
        }
        int port = Setting.number("coordinator.cluster.port", USUAL_PORT, 1, 65_535 - BESIDE) + BESIDE;
        Doors doors = Doors.ofProcess();
        boolean wanted = !doors.secret().isEmpty() && Files.isReadable(doors.key());
        String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
        return wanted ? Optional.of(new OwnDoor(host + ":" + port, doors.key(), doors.secret())) : Optional.empty();
    }

    @Override
    public String toString() {
        return listen;
    }
}
