package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A caller of the agent's socket: asks, watches, and waits for what it wants to see. */
final class TestingCaller implements AutoCloseable {
    private final SocketChannel channel;
    private final Deque<ObjectNode> events = new ArrayDeque<>();
    private final Map<ServerKey, JsonNode> statuses = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long ids;

    TestingCaller(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        channel.configureBlocking(false);
        buffer.limit(0);
    }

    ObjectNode ask(ObjectNode request) throws IOException {
        long id = ++ids;
        ByteBuffer bytes = ByteBuffer.wrap(Json.line(request.put("id", id)));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        List<ObjectNode> answers = new ArrayList<>();
        until(Duration.ofSeconds(60), "an answer to " + request.path("op"), () -> {
            read();
            for (ObjectNode next = events.poll(); next != null; next = events.poll()) {
                if (next.path("id").asLong() == id) {
                    answers.add(next);
                } else {
                    note(next);
                }
            }
            return !answers.isEmpty();
        });
        return answers.get(0);
    }

    ObjectNode ask(String op) throws IOException {
        return ask(Json.object().put("op", op));
    }

    ObjectNode apply(long epoch, boolean full, ObjectNode... orders) throws IOException {
        ObjectNode request =
                Json.object().put("op", "apply").put("epoch", epoch).put("full", full);
        request.putArray("orders").addAll(List.of(orders));
        return ask(request);
    }

    TestingCaller watch() throws IOException {
        note(ask("watch"));
        return this;
    }

    /** The server's status as soon as it fits. */
    JsonNode await(String server, String what, Predicate<JsonNode> fits) {
        return await(new ServerKey(server, 0), what, fits);
    }

    /** The status of one side of a server as soon as it fits. */
    JsonNode await(ServerKey key, String what, Predicate<JsonNode> fits) {
        until(Duration.ofSeconds(30), key + " " + what + ", but it is " + statuses.get(key), () -> {
            read();
            for (ObjectNode next = events.poll(); next != null; next = events.poll()) {
                note(next);
            }
            return statuses.containsKey(key) && fits.test(statuses.get(key));
        });
        return statuses.get(key);
    }

    JsonNode awaitState(String server, State state) {
        return await(
                server,
                "to be " + state,
                status -> status.path("state").asText().equals(state.name()));
    }

    long pid(String server) {
        return statuses.get(new ServerKey(server, 0)).path("pid").asLong();
    }

    Map<ServerKey, JsonNode> statuses() {
        return statuses;
    }

    static void until(Duration within, String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void note(ObjectNode message) {
        message.path("items")
                .forEach(item -> statuses.put(
                        new ServerKey(
                                item.path("server").asText(),
                                item.path("replica").asInt(),
                                item.path("side").asInt()),
                        item));
    }

    private void read() {
        try {
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    events.add(Json.read(line.toByteArray()));
                    line = new ByteArrayOutputStream();
                } else {
                    line.write(next);
                }
            }
            if (count < 0) {
                throw new IOException("the agent hung up");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
