package org.mcpcoordinator.host.door;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the door is, and by which key.
 *
 * @param host name of the host: who asks for another one has the wrong door
 * @param listen address and port; port 0 for any that is free
 * @param loopback the address that servers listen on
 * @param key PKCS12 file, key and trust at once, the same on all hosts of the cluster
 * @param secret its password; never to be shown or logged
 */
public record DoorSettings(String host, InetSocketAddress listen, String loopback, Path key, String secret) {
    public DoorSettings {
        Objects.requireNonNull(host);
        Objects.requireNonNull(listen);
        Objects.requireNonNull(loopback);
        Objects.requireNonNull(key);
        Objects.requireNonNull(secret);
    }

    @Override
    public String toString() {
        return host + " at " + listen;
    }
}
