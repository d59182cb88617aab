package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A built-in type that is tried: in a serve process that has nobody else in it, keeps its data in a folder of its own, and is not
 * written down. Whoever tries it ends it.
 */
final class LoneServe {
    private static final long LOOK_NANOS = 15_000_000;
    private static final int LONGEST_ANSWER = 1 << 20;

    /** It takes no names with a dot. */
    private static final String NAME = "tried";

    private final AgentSettings settings;
    private final ServeLauncher launcher;

    LoneServe(AgentSettings settings) {
        this.settings = settings;
        this.launcher = new ServeLauncher(settings);
    }

    /** Starts the process, which serves nothing yet. */
    Process start(ServerKey key) throws IOException {
        OwnFiles.folder(settings.work(key));
        return launcher.alone(socket(key), settings.work(key), settings.log(key));
    }

    /**
     * Tells it what to serve, as soon as it listens; waits as long as it lives.
     *
     * @throws Keeper.Refusal with what is wrong with the type's settings
     */
    void serve(Launching launching, Launch.Builtin builtin, Process child) throws IOException {
        ObjectNode request = Json.object()
                .put("op", "serve")
                .put("server", NAME)
                .put("generation", 1)
                .put("port", launching.order().port())
                .put("type", builtin.type());
        request.set("config", launching.placeholders().fill(builtin.config()));
        ObjectNode answer = asked(socket(launching.key()), request, child);
        if (!answer.path("ok").asBoolean()) {
            throw new Keeper.Refusal(
                    answer.path("code").asText(), answer.path("message").asText());
        }
    }

    /** What it leaves beside its folder and its log. */
    void clear(ServerKey key) throws IOException {
        Files.deleteIfExists(socket(key));
    }

    private Path socket(ServerKey key) {
        return settings.serve().resolve(key + ".sock");
    }

    private static ObjectNode asked(Path socket, ObjectNode request, Process child) throws IOException {
        while (true) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                ByteBuffer line = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                return Json.read(line(channel));
            } catch (java.net.SocketException notYet) {
                if (!child.isAlive()) {
                    throw notYet;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private static byte[] line(SocketChannel channel) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (channel.read(buffer) >= 0 && line.size() < LONGEST_ANSWER) {
            line.write(buffer.array(), 0, buffer.position());
            if (buffer.position() > 0 && buffer.get(buffer.position() - 1) == '\n') {
                return line.toByteArray();
            }
            buffer.clear();
        }
        throw new IOException("the process of the built-in type ended before it had answered");
    }
}
