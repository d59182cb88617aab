package org.mcpcoordinator.host.bridge;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.xnio.Options;

/**
 * The listener of all programs that speak stdio: {@code http://127.0.0.1:PORT/s/SERVER/REPLICA/SIDE/mcp}, for callers
 * that know the secret, which is another one at each start. One I/O thread for all, and one that reads for each program.
 */
public final class Bridge implements AutoCloseable {
    private static final int IDLE_MILLIS = 300_000;
    private static final int SLOW_HEADERS_MILLIS = 15_000;

    private final Map<String, Bridged> programs = new ConcurrentHashMap<>();
    private final Budget budget = new Budget(Budget.MOST);
    private final Map<String, Era> eras = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor later;
    private final String secret;
    private final Undertow undertow;
    private final int port;

    private Bridge(int port) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        later = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(null, work, "bridge-later", 256 << 10);
            thread.setDaemon(true);
            return thread;
        });
        later.setRemoveOnCancelPolicy(true);
        undertow = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setBufferSize(8 << 10)
                .setDirectBuffers(true)
                // The handler has its own limit with its own answer; here it would become a bare 400.
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, SLOW_HEADERS_MILLIS)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 16 * 1024)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setSocketOption(Options.REUSE_ADDRESSES, true)
                .setWorkerOption(Options.THREAD_DAEMON, true)
                .addHttpListener(
                        port,
                        "127.0.0.1",
                        new BridgeHandler(secret.getBytes(StandardCharsets.US_ASCII), programs, budget))
                .build();
        undertow.start();
        this.port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    /**
     * Opens the listener.
     *
     * @param wanted the port it had last; another one is taken if that is not free, or 0
     * @throws IOException if no port can be had
     */
    public static Bridge open(int wanted) throws IOException {
        try {
            return new Bridge(wanted);
        } catch (RuntimeException taken) {
            if (wanted == 0) {
                throw new IOException("no port of loopback can be opened for stdio servers", taken);
            }
            return open(0);
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** What callers show as {@code Authorization: Bearer SECRET}. */
    public String secret() {
        return secret;
    }

    /** The path of a server's endpoint. */
    public static String path(String server, int replica, int side) {
        return "/s/" + server + "/" + replica + "/" + side + "/mcp";
    }

    /**
     * Takes a program's pipes and serves it at the path, in the place of whatever was there, until {@link #leave}.
     *
     * @param path as {@link #path} makes it
     * @param fromChild what it says
     * @param toChild where it is spoken to
     */
    public Bridged serve(String path, InputStream fromChild, OutputStream toChild, Bridged.Events events) {
        @Nullable Era expected = eras.get(path);
        Bridged program = new Bridged(
                path,
                fromChild,
                toChild,
                expected,
                new Bridged.Events() {
                    @Override
                    public void met(Era era) {
                        eras.put(path, era);
                        events.met(era);
                    }

                    @Override
                    public void listChanged() {
                        events.listChanged();
                    }

                    @Override
                    public void ended() {
                        events.ended();
                    }

                    @Override
                    public void log(String line) {
                        events.log(line);
                    }
                },
                budget,
                this::after);
        programs.put(path, program);
        try {
            program.begin();
        } catch (RuntimeException | Error noThread) {
            // Nobody knows of it yet who could take it out again.
            leave(path, program);
            throw noThread;
        }
        return program;
    }

    /** Nothing is served there any more, if it is still that program; whoever waits for it hears that it has ended. */
    public void leave(String path, Bridged program) {
        programs.remove(path, program);
        program.leave();
    }

    /** Another definition may speak another era. */
    public void forget(String path) {
        eras.remove(path);
    }

    /** Stops listening, and lets all programs see the end of their input. */
    @Override
    public void close() {
        programs.values().forEach(Bridged::closeInput);
        undertow.stop();
        later.shutdownNow();
    }

    /** What all programs together keep waiting, for tests. */
    Budget budget() {
        return budget;
    }

    private void after(int millis, Runnable work) {
        Future<?> unused = later.schedule(work, millis, TimeUnit.MILLISECONDS);
    }
}
