package org.mcpcoordinator.host.serve;

import java.util.Objects;
import org.mcpcoordinator.host.builtin.BuiltServer;
import org.mcpcoordinator.mcp.server.McpServer;

/**
 * One generation of a server: open for calls until retired, then its resource is closed behind the last call.
 *
 * <p>Guarded by itself: a call has either entered and keeps the resource open, or finds the generation retired and takes
 * the next one.
 */
final class Generation {
    private static final System.Logger LOG = System.getLogger(Generation.class.getName());

    private final long number;
    private final String type;
    private final BuiltServer built;
    private final Lane lane;
    private int calls;
    private boolean retired;

    Generation(long number, String type, BuiltServer built, Lane lane) {
        this.number = number;
        this.type = Objects.requireNonNull(type);
        this.built = Objects.requireNonNull(built);
        this.lane = Objects.requireNonNull(lane);
    }

    long number() {
        return number;
    }

    String type() {
        return type;
    }

    McpServer server() {
        return built.server();
    }

    Lane lane() {
        return lane;
    }

    /** False if it is retired; then the caller must not use it. */
    synchronized boolean enter() {
        if (!retired) {
            calls++;
        }
        return !retired;
    }

    /** A call that entered has ended. */
    void leave() {
        boolean last;
        synchronized (this) {
            calls--;
            last = retired && calls == 0;
        }
        if (last) {
            close();
        }
    }

    /** No new calls; the resource is closed when the running ones have ended. */
    void retire() {
        boolean last;
        synchronized (this) {
            last = !retired && calls == 0;
            retired = true;
        }
        if (last) {
            close();
        }
    }

    synchronized int calls() {
        return calls;
    }

    private void close() {
        try {
            built.resource().close();
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.WARNING, "closing a retired generation failed", failure);
        }
    }
}
