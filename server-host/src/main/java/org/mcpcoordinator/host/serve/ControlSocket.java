package org.mcpcoordinator.host.serve;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes orders as lines on a Unix socket that only its owner may open (0600 from its first moment on: it is made in a
 * closed folder and moved into place). Drivers come and go.
 */
final class ControlSocket implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlSocket.class.getName());
    private static final int MOST_CHARS = 1 << 20;

    private final Path path;
    private final ServerSocketChannel channel;
    private final UnaryOperator<String> answer;

    private ControlSocket(Path path, ServerSocketChannel channel, UnaryOperator<String> answer) {
        this.path = path;
        this.channel = channel;
        this.answer = answer;
    }

    /**
     * Opens the socket; a dead one left by a killed process is replaced.
     *
     * @throws IOException if a living process answers there already
     */
    static ControlSocket open(Path path, UnaryOperator<String> answer) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (Files.exists(path) && isAlive(path)) {
            throw new IOException("another process takes orders at " + path);
        }
        Path closed = Files.createTempDirectory(folder, ".");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Path made = closed.resolve("s");
            channel.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(closed.resolve("s"));
            Files.delete(closed);
        }
        return new ControlSocket(path, channel, answer);
    }

    /** Takes drivers until closed, on this thread. */
    void run() throws IOException {
        while (channel.isOpen()) {
            SocketChannel driver = accept();
            if (driver != null) {
                Thread thread = new Thread(() -> talk(driver), "driver");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        channel.close();
    }

    private @Nullable SocketChannel accept() throws IOException {
        try {
            return channel.accept();
        } catch (java.nio.channels.AsynchronousCloseException closed) {
            return null;
        }
    }

    private void talk(SocketChannel driver) {
        try (driver;
                BufferedReader in = new BufferedReader(Channels.newReader(driver, StandardCharsets.UTF_8));
                BufferedWriter out = new BufferedWriter(Channels.newWriter(driver, StandardCharsets.UTF_8))) {
            for (String line = readLine(in); line != null; line = readLine(in)) {
                out.write(answer.apply(line));
                out.write('\n');
                out.flush();
            }
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "a driver went away", gone);
        }
    }

    private static @Nullable String readLine(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString();
            }
            if (line.length() == MOST_CHARS) {
                throw new IOException("an order is longer than " + MOST_CHARS + " characters");
            }
            line.append((char) c);
        }
        return null;
    }

    private static boolean isAlive(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException dead) {
            return false;
        }
    }
}
