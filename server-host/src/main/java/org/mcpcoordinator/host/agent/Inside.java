package org.mcpcoordinator.host.agent;

import java.util.function.Consumer;
import java.util.function.Function;
import org.mcpcoordinator.host.door.Behind;
import org.mcpcoordinator.host.door.Passage;

/**
 * What is behind the agent's door on the network: its own servers, the bridge of those that speak stdio, and itself.
 *
 * @param welcome gives each caller who listens to it
 * @param bridge port of the bridge
 */
record Inside(
        Wire wire, Function<LineConnection, Wire.Listener> welcome, Wishes wishes, KeeperThread thread, int bridge)
        implements Behind {
    @Override
    public void runs(int port, Consumer<Boolean> told) {
        if (port == bridge) {
            told.accept(true);
        } else {
            thread.execute(() -> told.accept(wishes.all().stream().anyMatch(server -> server.listensAt(port))));
        }
    }

    @Override
    public Passage.Ear welcome(Passage caller) {
        LineConnection connection = new LineConnection(caller, wire);
        connection.listener(welcome.apply(connection));
        return connection;
    }
}
