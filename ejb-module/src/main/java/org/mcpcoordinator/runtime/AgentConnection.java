package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One connection to an agent: questions from any thread, answers and events read by one. */
final class AgentConnection implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LONGEST_LINE = 64 << 20;

    private final SocketChannel channel;
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean closed;

    private AgentConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects; fails at once if nobody listens there. */
    static AgentConnection open(Path socket) throws IOException {
        return new AgentConnection(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** A question to be filled in. */
    static ObjectNode question(String op) {
        return JsonNodeFactory.instance.objectNode().put("op", op);
    }

    /** Asks, and waits for the answer that long; a refusal is an exception. */
    JsonNode ask(ObjectNode question, Duration patience) throws IOException {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            if (closed) {
                throw new IOException("the connection to the agent is closed");
            }
            send(MAPPER.writeValueAsBytes(question.put("id", id)));
            JsonNode given = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!given.path("ok").asBoolean()) {
                throw new AgentRefusal(
                        given.path("code").asText(), given.path("message").asText());
            }
            return given;
        } catch (TimeoutException late) {
            throw new IOException("the agent has not answered within " + patience, late);
        } catch (ExecutionException broken) {
            throw new IOException("the connection to the agent broke", broken);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the agent was asked", told);
        } finally {
            waiting.remove(id);
        }
    }

    /** Asks without waiting; the answer, if one comes, is handed over by the reading thread. */
    void tell(ObjectNode question, Consumer<JsonNode> answered) throws IOException {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        CompletableFuture<Void> unused = answer.thenAccept(given -> {
            waiting.remove(id);
            answered.accept(given);
        });
        send(MAPPER.writeValueAsBytes(question.put("id", id)));
    }

    /** Reads until the connection ends; events go to the consumer, on this thread. */
    void read(Consumer<JsonNode> events) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    take(MAPPER.readTree(line.toByteArray()), events);
                    line.reset();
                } else {
                    line.write(next);
                }
            }
            buffer.clear();
            if (line.size() > LONGEST_LINE) {
                throw new IOException("the agent sent a line longer than " + LONGEST_LINE + " bytes");
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
        waiting.values().forEach(answer -> answer.completeExceptionally(new IOException("closed")));
    }

    private void take(JsonNode message, Consumer<JsonNode> events) {
        if (message.has("event")) {
            events.accept(message);
            return;
        }
        CompletableFuture<JsonNode> answer = waiting.get(message.path("id").asLong());
        if (answer != null) {
            answer.complete(message);
        }
    }

    private synchronized void send(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n');
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** The agent understood, and will not. */
    static final class AgentRefusal extends IOException {
        final String code;
        final String sentence;

        AgentRefusal(String code, String message) {
            super(code + ": " + message);
            this.code = code;
            this.sentence = message;
        }
    }
}
