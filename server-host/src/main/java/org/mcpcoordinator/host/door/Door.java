package org.mcpcoordinator.host.door;

import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;
import org.xnio.Xnio;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.ssl.SslConnection;

/**
 * One port of TLS 1.3 for whoever has the cluster's key. One I/O thread for all connections, however many there are; a second
 * thread reckons what a greeting needs.
 */
public final class Door implements AutoCloseable {
    /** So long a relay may stand still: streams of servers that have nothing to say do. */
    static final long RELAY_IDLE_NANOS = Duration.ofHours(1).toNanos();

    /** So long a node may say nothing to the agent; it asks every five seconds. */
    static final long LINE_IDLE_NANOS = Duration.ofMinutes(1).toNanos();

    private static final System.Logger LOG = System.getLogger("agent");

    private static final int MOST = 4_096;
    private static final int MOST_STRANGERS = 256;
    private static final long GREETING_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 15_000;

    /** A whole record of TLS, which has 16 KiB and what seals it: one that fits in no buffer is waited for for ever. */
    private static final int BUFFER_BYTES = 17 * 1024;

    private static final OptionMap OPTIONS = OptionMap.builder()
            .set(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUIRED)
            .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(DoorKey.PROTOCOL))
            .set(Options.TCP_NODELAY, true)
            .set(Options.KEEP_ALIVE, true)
            .set(Options.REUSE_ADDRESSES, true)
            .set(Options.BACKLOG, 256)
            .getMap();

    private final DoorSettings settings;
    private final Behind behind;
    private final XnioWorker worker;
    private final XnioIoThread thread;
    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, 256, 4);
    private final AcceptingChannel<SslConnection> listening;
    private final Set<Caller> callers = new HashSet<>();
    private final Set<Caller> strangers = new HashSet<>();
    private XnioExecutor.Key looking;
    private boolean told;

    private Door(DoorSettings settings, Behind behind) throws IOException {
        this.settings = settings;
        this.behind = behind;
        UndertowXnioSsl ssl = new UndertowXnioSsl(Xnio.getInstance(), OptionMap.EMPTY, buffers, DoorKey.read(settings));
        worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "agent-door")
                        .set(Options.WORKER_IO_THREADS, 1)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 1)
                        .set(Options.THREAD_DAEMON, true)
                        .getMap());
        thread = worker.getIoThread(0);
        try {
            listening = ssl.createSslConnectionServer(worker, settings.listen(), this::accept, OPTIONS);
        } catch (IOException taken) {
            worker.shutdown();
            throw taken;
        }
        looking = thread.executeAfter(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        listening.resumeAccepts();
    }

    /**
     * Opens it.
     *
     * @throws IOException if nobody can listen there, or the key cannot be read
     */
    public static Door open(DoorSettings settings, Behind behind) throws IOException {
        return new Door(settings, behind);
    }

    /** Where it is, as {@code HOST:PORT}. */
    public String address() {
        InetSocketAddress at = listening.getLocalAddress(InetSocketAddress.class);
        String host = settings.listen().getHostString();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + at.getPort();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        IoUtils.safeClose(listening);
        execute(() -> {
            looking.remove();
            List.copyOf(callers).forEach(Caller::close);
            worker.shutdown();
        });
    }

    DoorSettings settings() {
        return settings;
    }

    Behind behind() {
        return behind;
    }

    ByteBufferPool buffers() {
        return buffers;
    }

    void execute(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException closing) {
            LOG.log(System.Logger.Level.DEBUG, "the door is closed", closing);
        }
    }

    /** It has shown the key. */
    void known(Caller caller) {
        strangers.remove(caller);
    }

    /** Says so once, and then no more until the next look: whoever knocks fills no disk. */
    void refused(SslConnection connection, String why) {
        if (!told) {
            told = true;
            LOG.log(System.Logger.Level.WARNING, "the door is shut on " + connection.getPeerAddress() + ": it " + why);
        }
        IoUtils.safeClose(connection);
    }

    private void accept(AcceptingChannel<SslConnection> open) {
        try {
            for (SslConnection caller = open.accept(); caller != null; caller = open.accept()) {
                SslConnection accepted = caller;
                execute(() -> greet(accepted));
            }
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.WARNING, "nobody can come in now: " + failed);
        }
    }

    private void greet(SslConnection connection) {
        if (callers.size() >= MOST || strangers.size() >= MOST_STRANGERS) {
            refused(connection, "is one too many");
            return;
        }
        Caller caller = new Caller(this, connection);
        callers.add(caller);
        strangers.add(caller);
        connection
                .getCloseSetter()
                .set(closed -> execute(() -> {
                    callers.remove(caller);
                    strangers.remove(caller);
                    caller.gone();
                }));
        thread.executeAfter(
                () -> {
                    if (strangers.contains(caller)) {
                        caller.close();
                    }
                },
                GREETING_MILLIS,
                TimeUnit.MILLISECONDS);
        caller.greet();
    }

    private void look() {
        told = false;
        callers.stream().filter(Caller::isIdle).toList().forEach(Caller::close);
        looking = thread.executeAfter(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
}
