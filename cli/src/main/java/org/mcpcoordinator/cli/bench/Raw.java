package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One call over a connection of its own, as bytes. */
final class Raw {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int ENOUGH = 4096;

    private Raw() {}

    /** The first 4 KiB of the answer, or all of it if it names its end. */
    static String answer(InetSocketAddress address, byte[] call) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(call);
            StringBuilder answer = new StringBuilder();
            byte[] part = new byte[ENOUGH];
            while (answer.length() < ENOUGH && (answer.indexOf("\"jsonrpc\"") < 0 || answer.indexOf("}}") < 0)) {
                int count = socket.getInputStream().read(part);
                if (count < 0) {
                    break;
                }
                answer.append(new String(part, 0, count, StandardCharsets.ISO_8859_1));
            }
            return answer.toString();
        }
    }
}
