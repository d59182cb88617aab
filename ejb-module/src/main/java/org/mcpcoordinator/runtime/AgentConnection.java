package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.mcpcoordinator.outbound.Doors;
import org.mcpcoordinator.outbound.Relay;

/** One connection to an agent: questions from any thread, answers and events read by one. */
final class AgentConnection implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LONGEST_LINE = 64 << 20;
    private static final Duration TO_CONNECT = Duration.ofSeconds(3);

    /** It is asked every five seconds, and answers. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final Closeable whole;
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean closed;

    private AgentConnection(ReadableByteChannel in, WritableByteChannel out, Closeable whole) {
        this.in = in;
        this.out = out;
        this.whole = whole;
    }

    /** Connects; fails at once if nobody listens there. */
    static AgentConnection open(Path socket) throws IOException {
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            return new AgentConnection(channel, channel, channel);
        } catch (IOException nobody) {
            throw new IOException("no agent answers at " + socket, nobody);
        }
    }

    /**
     * Connects to the agent of another host, at the door that is known of it; fails within seconds if nobody of ours is there. It
     * is given up if nothing comes for a while: a host that was cut off does not hang up.
     */
    static AgentConnection open(String host, Doors doors) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(doors.place(host), (int) TO_CONNECT.toMillis());
            plain.setTcpNoDelay(true);
            plain.setSoTimeout((int) SILENCE.toMillis());
            SSLSocket socket = (SSLSocket)
                    doors.tls().getSocketFactory().createSocket(plain, Relay.agent(host), plain.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(Relay.agent(host))));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new AgentConnection(
                    Channels.newChannel(socket.getInputStream()), Channels.newChannel(socket.getOutputStream()), plain);
        } catch (IOException | RuntimeException nobody) {
            plain.close();
            throw new IOException("the agent of host " + host + " is not reached: " + nobody.getMessage(), nobody);
        }
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
        while (in.read(buffer) >= 0) {
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
        whole.close();
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
            out.write(bytes);
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
