package org.mcpcoordinator.insight;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.LongAdder;

/** What the WebSocket endpoints count, from the start of the deployment on. */
@ApplicationScoped
public class FeedFigures {
    private final LongAdder connections = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder slow = new LongAdder();

    /** A connection was opened. */
    public void opened() {
        connections.increment();
    }

    /** A connection has ended. */
    public void closed() {
        connections.decrement();
    }

    /** A message was handed to a connection. */
    public void sent() {
        messages.increment();
    }

    /** A connection was closed because its reader was too slow. */
    public void tooSlow() {
        slow.increment();
    }

    /** Connections open now. */
    public long connections() {
        return Math.max(0, connections.sum());
    }

    /** Messages handed to connections. */
    public long messages() {
        return messages.sum();
    }

    /** Connections closed because their readers were too slow. */
    public long slow() {
        return slow.sum();
    }
}
