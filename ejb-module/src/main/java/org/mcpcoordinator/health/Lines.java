package org.mcpcoordinator.health;

import io.undertow.UndertowOptions;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.UndertowClient;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.mcpcoordinator.outbound.Outbound;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.ssl.XnioSsl;

/**
 * What all lines share: one I/O thread, which never waits, and its buffers. Undertow's client and not Java's: an idle
 * connection of Java's keeps its whole last exchange until the next one, and the collector copies that of a thousand
 * connections again and again, while the gateway's calls wait.
 */
final class Lines implements AutoCloseable {
    /** How long an ended line waits for the answer to its last question. */
    static final long GOOD_BYE_MILLIS = 2_000;

    private static final int BUFFER_BYTES = 8192;
    private static final OptionMap OPTIONS = OptionMap.builder()
            .set(UndertowOptions.ENABLE_HTTP2, false)
            // Counts the bytes that have come: the only sign that what came was not HTTP.
            .set(UndertowOptions.ENABLE_STATISTICS, true)
            .set(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS")
            .getMap();

    private final Executor aside;
    private final Outbound outbound;
    private final XnioWorker worker;
    private final XnioIoThread thread;
    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, 64, 4);
    private final Map<SSLContext, XnioSsl> ssl = new HashMap<>();

    /** @param aside looks host names up, which may take a while */
    Lines(Executor aside) {
        this(aside, Outbound.toServers());
    }

    Lines(Executor aside, Outbound outbound) {
        this.aside = aside;
        this.outbound = outbound;
        try {
            this.worker = Xnio.getInstance()
                    .createWorker(OptionMap.builder()
                            .set(Options.WORKER_NAME, "coordinator-probes")
                            .set(Options.WORKER_IO_THREADS, 1)
                            .set(Options.WORKER_TASK_CORE_THREADS, 1)
                            .set(Options.WORKER_TASK_MAX_THREADS, 1)
                            .set(Options.THREAD_DAEMON, true)
                            .getMap());
        } catch (IOException noSelector) {
            throw new IllegalStateException("no I/O thread for the probes could be made", noSelector);
        }
        this.thread = worker.getIoThread(0);
    }

    /** Does it on the I/O thread; false if the lines are closed. */
    boolean onThread(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    /** Does it on the I/O thread after so many milliseconds, or at once if that ends before. */
    void later(Runnable work, long millis) {
        try {
            thread.executeAfter(work, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            work.run();
        }
    }

    /** Does it on the I/O thread again and again, so long after it was done last, until what is given back is run. */
    Runnable every(Runnable work, long millis) {
        return thread.executeAtInterval(work, millis, TimeUnit.MILLISECONDS)::remove;
    }

    /** Does on another thread what may wait. */
    void aside(Runnable work) {
        aside.execute(work);
    }

    /** The address to connect to; waits for a name server. */
    URI pinned(URI endpoint) throws IOException {
        return outbound.pinned(endpoint);
    }

    /**
     * Connects; to be called on the I/O thread, which is told the outcome.
     *
     * @param pinned the address to connect to
     * @param endpoint the same with the name that its certificate must carry
     */
    void connect(URI pinned, URI endpoint, ClientCallback<ClientConnection> then) {
        if ("https".equalsIgnoreCase(pinned.getScheme())) {
            OptionMap options = OptionMap.builder()
                    .addAll(OPTIONS)
                    .set(Options.SSL_PEER_HOST_NAME, Outbound.nameOf(endpoint))
                    .getMap();
            UndertowClient.getInstance().connect(then, pinned, thread, ssl(endpoint), buffers, options);
        } else {
            UndertowClient.getInstance().connect(then, pinned, thread, buffers, OPTIONS);
        }
    }

    /** No more questions; the thread ends when those who say good-bye have had their time. */
    @Override
    public void close() {
        later(worker::shutdown, GOOD_BYE_MILLIS);
    }

    private XnioSsl ssl(URI named) {
        return ssl.computeIfAbsent(
                outbound.tls(named), tls -> new UndertowXnioSsl(worker.getXnio(), OptionMap.EMPTY, tls));
    }
}
