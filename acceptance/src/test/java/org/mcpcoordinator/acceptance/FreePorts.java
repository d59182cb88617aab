package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Ports nobody uses, so that tests run beside a product that is up. */
final class FreePorts {
    /** Ports of one layout: ten categories and the reserve, 100 each. */
    private static final int LAYOUT = 1100;
    /** Each process of tests has bases of its own: what one has chosen is not taken before its servers listen. */
    private static final int PER_FORK = 6;

    /** Held until this process ends. */
    private static final List<FileLock> CLAIMS = new ArrayList<>();

    private static int next = 9100 + (RunningProduct.FORK - 1) * PER_FORK * LAYOUT;

    private FreePorts() {}

    static int one() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The next base from 9100 on, in steps of a layout, above which no port is taken; never the same twice, and none that
     * other tests on this machine have chosen whose servers do not listen yet.
     */
    static synchronized int layoutBase() {
        int from = next;
        int base = IntStream.iterate(from, start -> start + LAYOUT < 31_000, start -> start + LAYOUT)
                .filter(start -> IntStream.range(start, start + LAYOUT).allMatch(FreePorts::free))
                .filter(FreePorts::claimed)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("no 1,100 free ports in a row between " + from + " and 31000"));
        next = base + LAYOUT;
        return base;
    }

    /** A lock on a file, which goes with this process however it ends. */
    private static boolean claimed(int base) {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "coordinator-tests-ports-" + base + ".lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return false;
            }
            CLAIMS.add(lock);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
