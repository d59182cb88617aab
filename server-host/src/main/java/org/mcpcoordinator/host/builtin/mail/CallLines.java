package org.mcpcoordinator.host.builtin.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/**
 * The lines of one call to a mail server, cut when its time is over. Limits of single waits are not enough: a server
 * that says a little each second, or takes what is written slowly, could hold the call for ever, and a thread that waits
 * for a socket hears no interrupt.
 */
final class CallLines extends SocketFactory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CallLines.class.getName());

    private final int millis;
    private final List<Socket> lines = new ArrayList<>();
    /** True if the time ran out, false if the call ended. */
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    CallLines(int millis) {
        this.millis = millis;
        end.completeOnTimeout(true, millis, TimeUnit.MILLISECONDS);
        CompletableFuture<Void> unused = end.thenAcceptAsync(late -> {
            if (late) {
                cut();
            }
        });
    }

    /** Whether what failed since was cut by us. */
    boolean late() {
        return end.getNow(false);
    }

    int millis() {
        return millis;
    }

    private synchronized void cut() {
        for (Socket line : lines) {
            try {
                line.close();
            } catch (IOException failure) {
                LOG.log(System.Logger.Level.DEBUG, "a line to a mail server could not be cut", failure);
            }
        }
    }

    /** Mail sessions ask for this one, and put TLS around it themselves. */
    @Override
    public synchronized Socket createSocket() throws IOException {
        if (late()) {
            throw new IOException("the time of the call is over");
        }
        Socket line = new Socket();
        lines.add(line);
        return line;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("only lines without an end are made");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw new IOException("only lines without an end are made");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw new IOException("only lines without an end are made");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw new IOException("only lines without an end are made");
    }

    @Override
    public void close() {
        end.complete(false);
    }
}
