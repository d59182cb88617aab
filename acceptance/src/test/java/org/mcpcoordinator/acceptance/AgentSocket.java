package org.mcpcoordinator.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /** Tells it, as a coordinator of another memory would, to run a server in a generation so much later than it does. */
    void tellLater(String server, int generations) {
        JsonNode desired;
        try {
            desired = RunningProduct.json(Files.readString(folder.resolve("desired.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("id", 1).put("op", "apply");
        request.put("epoch", desired.path("epoch").asLong()).put("full", false).put("parallelStarts", 1);
        for (JsonNode wish : desired.path("wishes")) {
            if (wish.at("/order/server").asText().equals(server)) {
                ObjectNode order = wish.path("order").deepCopy();
                order.put("generation", order.path("generation").asLong() + generations);
                request.putArray("orders").add(order);
            }
        }
        JsonNode answer = ask(request.toString());
        if (!request.has("orders") || !answer.path("refused").isEmpty()) {
            throw new AssertionError("the agent was to run " + server + " in a later generation: " + answer);
        }
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
