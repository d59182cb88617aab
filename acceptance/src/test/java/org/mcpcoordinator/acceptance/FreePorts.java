package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/** Ports nobody uses, so that tests run beside a product that is up. */
final class FreePorts {
    /** Ports of one layout: ten categories and the reserve, 100 each. */
    private static final int LAYOUT = 1100;

    private FreePorts() {}

    static int one() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first base from 9100 on, in steps of a layout, below which no port is taken. */
    static int layoutBase() {
        return IntStream.iterate(9100, base -> base + LAYOUT < 31_000, base -> base + LAYOUT)
                .filter(base -> IntStream.range(base, base + LAYOUT).allMatch(FreePorts::free))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no 1,100 free ports in a row between 9100 and 31000"));
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
