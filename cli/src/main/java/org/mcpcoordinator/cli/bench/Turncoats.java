package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * MCP servers that answer every request until they are told to fall silent; from then on they accept, read, and never
 * answer, as a hung process or a cut network does. Many ports, one thread.
 */
final class Turncoats implements AutoCloseable {
    private static final ByteBuffer ANSWER = answer().asReadOnlyBuffer();

    private final Selector selector;
    private final List<URI> addresses;
    private final ByteBuffer read = ByteBuffer.allocate(64 * 1024);
    private volatile boolean silent;

    private Turncoats(Selector selector, List<URI> addresses) {
        this.selector = selector;
        this.addresses = addresses;
    }

    /** So many of them on free ports of loopback, answering. */
    static Turncoats open(int count) throws IOException {
        Selector selector = Selector.open();
        List<URI> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocketChannel listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            addresses.add(URI.create("http://127.0.0.1:" + listener.socket().getLocalPort() + "/mcp"));
        }
        Turncoats turncoats = new Turncoats(selector, List.copyOf(addresses));
        Thread thread = new Thread(turncoats::serve, "bench-turncoats");
        thread.setDaemon(true);
        thread.start();
        return turncoats;
    }

    List<URI> addresses() {
        return addresses;
    }

    void fallSilent() {
        silent = true;
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready);
            }
        } catch (ClosedSelectorException over) {
            // Closed while it waited: nobody will ask any more.
            silent = true;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.channel() instanceof ServerSocketChannel listener) {
                SocketChannel caller = listener.accept();
                if (caller != null) {
                    caller.configureBlocking(false);
                    caller.register(selector, SelectionKey.OP_READ);
                }
            } else if (key.channel() instanceof SocketChannel caller) {
                answer(caller);
            }
        } catch (IOException gone) {
            close(key);
        }
    }

    /** A probe is one small packet, so what arrives together is one request. */
    private void answer(SocketChannel caller) throws IOException {
        read.clear();
        int count = caller.read(read);
        if (count < 0) {
            caller.close();
        } else if (count > 0 && !silent) {
            caller.write(ANSWER.duplicate());
        }
    }

    private static ByteBuffer answer() {
        byte[] body = PeerFiles.ANSWER.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .flip();
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException closed) {
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            close(key);
        }
        selector.close();
    }
}
