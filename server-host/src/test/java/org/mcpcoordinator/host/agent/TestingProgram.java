package org.mcpcoordinator.host.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A server as strangers write them: listens, answers every request with "ok", writes its environment to a file. */
final class TestingProgram {
    private TestingProgram() {}

    /** Arguments: port, address to listen on, a word: {@code stay}, {@code crash}, {@code chatter} or {@code stubborn}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        Files.writeString(Path.of("environment"), environment.toString());
        Files.writeString(Path.of("arguments"), String.join("\n", args));
        switch (args[2]) {
            case "crash" -> System.exit(7);
            case "chatter" -> chatter();
            case "stubborn" -> Runtime.getRuntime().addShutdownHook(new Thread(TestingProgram::sleepForLong));
            default -> System.out.println("listening on " + args[0]);
        }
        try (ServerSocket socket = new ServerSocket(Integer.parseInt(args[0]), 50, InetAddress.getByName(args[1]))) {
            while (true) {
                answer(socket.accept());
            }
        }
    }

    private static void answer(Socket call) throws IOException {
        try (call;
                OutputStream output = call.getOutputStream()) {
            byte[] head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                    .getBytes(StandardCharsets.US_ASCII);
            call.getInputStream().read(new byte[4096]);
            output.write(head);
        }
    }

    private static void chatter() {
        for (int line = 0; line < 60_000; line++) {
            System.out.println("line " + line + " of something nobody wants to keep for ever");
        }
    }

    private static void sleepForLong() {
        try {
            new java.util.concurrent.CountDownLatch(1).await();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
