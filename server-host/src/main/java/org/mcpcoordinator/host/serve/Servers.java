package org.mcpcoordinator.host.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.host.builtin.BuiltServer;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.BuiltinTypes;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.mcp.server.Arguments;

/**
 * The servers of this process, by name and replica. Orders are idempotent: the generation already served changes
 * nothing, a higher one takes over on the same port, a lower one is refused.
 */
final class Servers {
    private static final long DRAIN_LOOK_MILLIS = 100;

    private final ServeConfig config;
    private final BuiltinTypes types;
    private final Ports ports;
    private final ToolThreads threads;
    private final Path directory;
    private final Later later;
    private final Map<ServerKey, Served> served = new LinkedHashMap<>();

    Servers(ServeConfig config, BuiltinTypes types, Ports ports, ToolThreads threads, Path directory, Later later) {
        this.config = config;
        this.types = types;
        this.ports = ports;
        this.threads = threads;
        this.directory = directory;
        this.later = later;
    }

    /** What is to be served. A port of 0 takes any free one. */
    record Wish(ServerKey key, long generation, int port, String type, ObjectNode settings) {
        Wish {
            Objects.requireNonNull(key);
            Objects.requireNonNull(type);
            Objects.requireNonNull(settings);
        }
    }

    /** What is served. */
    record Item(ServerKey key, long generation, int port, String type, int calls) {}

    private record Served(CallHandler handler, Ports.OpenPort port) {}

    /** Serves, and says on which port. */
    synchronized int serve(Wish wish) throws Refusal, IOException {
        Served known = served.get(wish.key());
        if (known != null && known.handler().current().number() >= wish.generation()) {
            return unchanged(wish, known);
        }
        Generation next = build(wish);
        boolean samePort = known != null
                && (wish.port() == 0 || wish.port() == known.port().number());
        if (known != null && samePort) {
            known.handler().swap(next);
            return known.port().number();
        }
        CallHandler handler = new CallHandler(config, next);
        Ports.OpenPort port = open(wish, handler, next);
        served.put(wish.key(), new Served(handler, port));
        if (known != null) {
            end(known);
        }
        return port.number();
    }

    /** Stops; false if it was not there. */
    synchronized boolean stop(ServerKey key) {
        Served known = served.remove(key);
        if (known != null) {
            end(known);
        }
        return known != null;
    }

    synchronized List<Item> list() {
        return served.entrySet().stream()
                .map(entry -> item(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Item item(ServerKey key, Served served) {
        Generation current = served.handler().current();
        return new Item(key, current.number(), served.port().number(), current.type(), current.calls());
    }

    private static int unchanged(Wish wish, Served known) throws Refusal {
        if (known.handler().current().number() > wish.generation()) {
            throw new Refusal(
                    Refusal.Code.STALE_GENERATION,
                    "generation " + known.handler().current().number() + " is served already");
        }
        return known.port().number();
    }

    private Generation build(Wish wish) throws Refusal {
        BuiltinType type = types.find(wish.type())
                .orElseThrow(() -> new Refusal(
                        Refusal.Code.UNKNOWN_TYPE,
                        "there is no type " + wish.type() + "; types are " + String.join(", ", types.names())));
        try {
            BuiltServer built = types.build(
                    type,
                    new Setup(wish.key().server(), wish.key().replica(), new Arguments(wish.settings()), directory));
            return new Generation(wish.generation(), wish.type(), built, new Lane(threads));
        } catch (BadConfig wrong) {
            throw new Refusal(Refusal.Code.BAD_CONFIG, String.valueOf(wrong.getMessage()));
        }
    }

    private Ports.OpenPort open(Wish wish, CallHandler handler, Generation next) throws Refusal, IOException {
        try {
            return ports.open(wish.port(), handler);
        } catch (BindException taken) {
            next.retire();
            throw new Refusal(Refusal.Code.PORT_IN_USE, "port " + wish.port() + " is taken: " + taken.getMessage());
        }
    }

    /** The port is free at once; running calls get their answers, then the connections go. */
    private void end(Served gone) {
        gone.port().refuseNew();
        Generation last = gone.handler().current();
        last.retire();
        waitAndCut(gone.port(), last, config.drain().toMillis());
    }

    private void waitAndCut(Ports.OpenPort port, Generation last, long leftMillis) {
        boolean wait = last.calls() > 0 && leftMillis > 0;
        later.after(DRAIN_LOOK_MILLIS, wait ? () -> waitAndCut(port, last, leftMillis - DRAIN_LOOK_MILLIS) : port::cut);
    }
}
