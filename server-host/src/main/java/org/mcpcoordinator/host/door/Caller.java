package org.mcpcoordinator.host.door;

import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import org.jspecify.annotations.Nullable;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.ssl.SslConnection;

/**
 * One connection, from its greeting on. Nothing can be read of it before it has shown the key, so its first byte says that it
 * has. Lives on the door's thread.
 */
final class Caller {
    private static final OptionMap TO_SERVER = OptionMap.create(Options.TCP_NODELAY, true, Options.KEEP_ALIVE, true);

    private final Door door;
    private final SslConnection connection;
    private @Nullable Relay relay;
    private @Nullable Line line;

    Caller(Door door, SslConnection connection) {
        this.door = door;
        this.connection = connection;
    }

    /** Who reads first is greeted first. */
    void greet() {
        connection.getSourceChannel().setReadListener(ready -> first());
        connection.getSourceChannel().wakeupReads();
    }

    boolean isIdle() {
        return (relay != null && relay.isIdle(Door.RELAY_IDLE_NANOS))
                || (line != null && line.isIdle(Door.LINE_IDLE_NANOS));
    }

    void close() {
        IoUtils.safeClose(connection);
    }

    /** The connection is gone, whoever ended it. */
    void gone() {
        if (relay != null) {
            relay.close();
        }
        if (line != null) {
            line.gone();
        }
    }

    private void first() {
        PooledByteBuffer buffer = door.buffers().allocate();
        int count = -1;
        try {
            count = connection.getSourceChannel().read(buffer.getBuffer());
        } catch (IOException noneOfUs) {
            door.refused(connection, "has not shown the key of this cluster (" + noneOfUs.getMessage() + ")");
        } finally {
            if (count <= 0) {
                buffer.close();
            }
        }
        if (count > 0) {
            buffer.getBuffer().flip();
            connection.getSourceChannel().suspendReads();
            door.known(this);
            lead(buffer);
        } else if (count < 0) {
            door.refused(connection, "has not shown the key of this cluster");
        }
    }

    private void lead(PooledByteBuffer said) {
        Optional<Errand> errand = connection.getSslSession() instanceof ExtendedSSLSession session
                ? Errand.of(session.getRequestedServerNames(), door.settings().host())
                : Optional.empty();
        if (errand.isEmpty()) {
            refuse(said, "asks for nothing of this host");
        } else if (errand.get().isForAgent()) {
            line = new Line(connection, said);
            line.begin(door.behind().welcome(line));
        } else {
            int port = errand.get().port();
            door.behind()
                    .runs(
                            port,
                            runs -> door.execute(() -> {
                                if (runs) {
                                    connect(port, said);
                                } else {
                                    refuse(said, "asks for port " + port + ", where none of this agent's servers is");
                                }
                            }));
        }
    }

    private void connect(int port, PooledByteBuffer said) {
        InetSocketAddress there = new InetSocketAddress(door.settings().loopback(), port);
        connection
                .getIoThread()
                .openStreamConnection(there, server -> relay(server, said), null, TO_SERVER)
                .addNotifier(
                        new IoFuture.HandlingNotifier<StreamConnection, PooledByteBuffer>() {
                            @Override
                            public void handleFailed(IOException refused, PooledByteBuffer unsent) {
                                door.execute(() -> refuse(unsent, "asks for port " + port + ", which does not answer"));
                            }
                        },
                        said);
    }

    private void relay(StreamConnection server, PooledByteBuffer said) {
        if (!connection.isOpen()) {
            IoUtils.safeClose(server);
            said.close();
            return;
        }
        relay = new Relay(connection, server, door.buffers());
        relay.begin(said);
    }

    private void refuse(PooledByteBuffer said, String why) {
        said.close();
        door.refused(connection, why);
    }
}
