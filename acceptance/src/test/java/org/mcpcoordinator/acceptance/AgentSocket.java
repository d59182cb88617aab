package org.mcpcoordinator.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks the host agent of a data folder, and reads what it wrote. */
final class AgentSocket {
    private final Path folder;

    AgentSocket(RunningProduct product) {
        this(product.data().resolve("agent"));
    }

    AgentSocket(Path folder) {
        this.folder = folder;
    }

    /** Ends the agent and its servers. */
    void shutdown() {
        ask("{\"id\":1,\"op\":\"shutdown\",\"stopServers\":true}");
    }

    /** Process id of the agent. */
    long pid() {
        return ask("{\"id\":1,\"op\":\"hello\"}").path("agent").path("pid").asLong();
    }

    /** Every start so far, one JSON object each. */
    List<JsonNode> starts() {
        try {
            return Files.readAllLines(folder.resolve("starts.log")).stream()
                    .map(RunningProduct::json)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode ask(String line) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("agent.sock")));
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            String answer = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
            return RunningProduct.json(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
