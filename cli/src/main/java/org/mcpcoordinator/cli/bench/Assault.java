package org.mcpcoordinator.cli.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What a client may do that means no good, or is broken: each way once, over a connection of its own. */
final class Assault {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SO_MANY_HEADERS = 10_000;
    private static final int SO_DEEP = 100_000;
    private static final long LARGE = 100L * 1024 * 1024;

    private final InetSocketAddress address;
    private final byte[] head;
    private final byte[] call;

    /**
     * On an address.
     *
     * @param head of a good request, as far as the line before {@code Content-Length}, with its last line's end
     * @param call a whole good request
     */
    Assault(InetSocketAddress address, String head, byte[] call) {
        this.address = address;
        this.head = head.getBytes(StandardCharsets.ISO_8859_1);
        this.call = call.clone();
    }

    /** A body of 100 MB, sent as fast as it is taken. What was answered: a status, or {@code closed}. */
    String largeBody() throws IOException {
        byte[] part = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
        return said(out -> {
            out.write(head);
            out.write(("Content-Length: " + LARGE + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            for (long sent = 0; sent < LARGE; sent += part.length) {
                out.write(part);
            }
        });
    }

    /** So many of them at once. What the first was answered that was not answered what all should be; else that. */
    String largeBodies(int clients, String wanted) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(clients);
        try {
            List<Callable<String>> each = Collections.nCopies(clients, this::largeBody);
            for (Future<String> said : senders.invokeAll(each)) {
                if (!said.get().equals(wanted)) {
                    return said.get();
                }
            }
            return wanted;
        } finally {
            senders.shutdownNow();
        }
    }

    /** 100,000 arrays within each other. */
    String deepJson() throws IOException {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\",\"arguments\":"
                        + "[".repeat(SO_DEEP) + "]".repeat(SO_DEEP) + "}}";
        return said(out -> {
            out.write(head);
            out.write(("Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        });
    }

    /** 10,000 headers. */
    String manyHeaders() throws IOException {
        StringBuilder headers = new StringBuilder();
        for (int i = 0; i < SO_MANY_HEADERS; i++) {
            headers.append("X-Many-").append(i).append(": 1\r\n");
        }
        return said(out -> {
            out.write(head);
            out.write((headers + "Content-Length: 2\r\n\r\n{}").getBytes(StandardCharsets.US_ASCII));
        });
    }

    /** A good call, after which the client closes its side and still reads. */
    String halfClosed() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(call);
            socket.shutdownOutput();
            return status(socket);
        }
    }

    /** So many connections that begin a request and go on a byte at a time. Those still open in the end. */
    int slowHeads(int connections, Duration time) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket = connect();
                socket.getOutputStream().write("POST /mcp HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                sockets.forEach(Assault::oneByte);
                Target.pause(1_000);
            }
            return (int) sockets.stream().filter(Assault::isOpen).count();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** So many connections that send a good call and read no more than a little of its answer now and then. */
    void slowReaders(int connections, byte[] largeCall, Duration time) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(4 * 1024);
                socket.connect(address);
                socket.getOutputStream().write(largeCall);
                sockets.add(socket);
            }
            long end = System.nanoTime() + time.toNanos();
            byte[] little = new byte[256];
            while (System.nanoTime() < end) {
                for (Socket socket : sockets) {
                    readLittle(socket, little);
                }
                Target.pause(1_000);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** So many connections that promise a body and send a byte of it a second. Those still open in the end. */
    int slowBodies(int connections, Duration time) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket = connect();
                socket.getOutputStream().write(head);
                socket.getOutputStream().write("Content-Length: 1000\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                sockets.forEach(Assault::oneByte);
                Target.pause(1_000);
            }
            return (int) sockets.stream().filter(Assault::isOpen).count();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private interface Sending {
        void to(OutputStream out) throws IOException;
    }

    private String said(Sending sending) throws IOException {
        try (Socket socket = connect()) {
            try {
                sending.to(socket.getOutputStream());
            } catch (SocketException cutOff) {
                // It need not read what it has refused; what it said may be there all the same.
                return status(socket);
            }
            return status(socket);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        try {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.write(next);
            }
            String said = line.toString(StandardCharsets.ISO_8859_1).strip();
            return said.isEmpty() ? "closed" : said.toLowerCase(Locale.ROOT).replaceFirst("^http/1.1 (\\d+).*", "$1");
        } catch (SocketTimeoutException silent) {
            return "silent";
        } catch (SocketException reset) {
            return "closed";
        }
    }

    private static void oneByte(Socket socket) {
        try {
            socket.getOutputStream().write('x');
        } catch (IOException closed) {
            close(socket);
        }
    }

    private static void readLittle(Socket socket, byte[] little) {
        try {
            if (socket.getInputStream().available() > 0) {
                socket.getInputStream().read(little);
            }
        } catch (IOException closed) {
            close(socket);
        }
    }

    /** A connection that the other side has closed is seen by reading, which would wait where it is open. */
    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silent) {
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            socket.isClosed();
        }
    }
}
