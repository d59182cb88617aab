package org.mcpcoordinator.host.builtin.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mcpcoordinator.host.builtin.Calls;

/** A mail server with manners of the test's own. */
final class TestingImap implements AutoCloseable {
    private final ServerSocket port;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** What it does with a command; the first is empty, when somebody has connected and was greeted. */
    interface Manner {
        void answer(String command, OutputStream out) throws IOException, InterruptedException;
    }

    private TestingImap(ServerSocket port) {
        this.port = port;
    }

    static TestingImap that(Manner manner) throws IOException {
        TestingImap server = new TestingImap(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(() -> server.serve(manner), "testing-imap");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private void serve(Manner manner) {
        while (!port.isClosed()) {
            try (Socket line = port.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(line.getInputStream(), StandardCharsets.US_ASCII))) {
                OutputStream out = line.getOutputStream();
                out.write("* OK [CAPABILITY IMAP4rev1] ready\r\n".getBytes(StandardCharsets.US_ASCII));
                String command = in.readLine();
                while (command != null) {
                    heard.add(command);
                    manner.answer(command, out);
                    command = in.readLine();
                }
            } catch (IOException gone) {
                // The next one may come.
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    /** A mail server's calls to this one. */
    Calls calls(int timeoutMillis, Path directory) throws Exception {
        return Calls.of(
                "mail",
                "{\"imap\":{\"host\":\"127.0.0.1\",\"port\":" + port.getLocalPort()
                        + ",\"security\":\"none\",\"user\":\"ada\",\"password\":\"pass1\"},\"timeoutMillis\":"
                        + timeoutMillis + "}",
                directory);
    }

    List<String> heard() {
        return heard;
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
