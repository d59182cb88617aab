package org.mcpcoordinator.cli.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Asks the host agent over its Unix socket: one line of JSON, one line back. */
final class AgentSocket {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path socket;

    AgentSocket(Path directory) {
        this.socket = directory.resolve("agent.sock");
    }

    /** The agent's process, when it answers. */
    Optional<Long> pid() {
        return ask(JsonNodeFactory.instance.objectNode().put("op", "hello"))
                .map(answer -> answer.path("agent").path("pid").asLong())
                .filter(pid -> pid > 0);
    }

    /** Asks it to end, with its servers or without; true when it agreed. */
    boolean shutdown(boolean stopServers) {
        return ask(JsonNodeFactory.instance.objectNode().put("op", "shutdown").put("stopServers", stopServers))
                .filter(answer -> answer.path("ok").asBoolean())
                .isPresent();
    }

    private Optional<JsonNode> ask(ObjectNode request) {
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String line = request.put("id", 1) + "\n";
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            String answer = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
            return answer == null ? Optional.empty() : Optional.of(JSON.readTree(answer));
        } catch (IOException nobodyListens) {
            return Optional.empty();
        }
    }
}
