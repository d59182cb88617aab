package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.InstanceKey;

/** What the agent has been told since it was connected. Orders are sent by one thread at a time; any may ask and forget. */
final class OrderBook {
    private static final Logger LOG = Logger.getLogger(OrderBook.class);

    private final Map<Seat, Order.Gist> told = new ConcurrentHashMap<>();
    private volatile boolean whole = true;

    /** The agent is to be told everything anew. */
    void forgetAll() {
        told.clear();
        whole = true;
    }

    /** Of these servers it is to be told once more. */
    void forget(Set<InstanceKey> servers) {
        told.keySet().removeIf(seat -> servers.contains(seat.key()));
    }

    /** True if the next orders are to be all there are. */
    boolean wholeIsDue() {
        return whole;
    }

    /** What it has been told of a seat last; null for nothing. */
    Order.@Nullable Gist told(Seat seat) {
        return told.get(seat);
    }

    /** All it has been told. */
    Map<Seat, Order.Gist> told() {
        return Map.copyOf(told);
    }

    /**
     * Sends the orders of a comparison.
     *
     * @param all true if they are all there are: the agent stops what they do not mention
     * @param epoch of the host's lease
     * @throws IOException if the agent has not answered; everything is due then
     */
    void send(AgentLink link, Comparison comparison, boolean all, long epoch, int parallelStarts) throws IOException {
        ObjectNode apply = AgentConnection.question("apply")
                .put("epoch", epoch)
                .put("full", all)
                .put("parallelStarts", parallelStarts);
        apply.putArray("orders").addAll(comparison.orders());
        // Noted before it is sent: what the agent says of it may arrive before its answer.
        told.putAll(comparison.told());
        try {
            JsonNode answer = link.ask(apply);
            whole = whole && !all;
            answer.path("refused")
                    .forEach(item -> LOG.warnf("The host agent refuses an older order: %s", item.toString()));
        } catch (IOException failure) {
            whole = true;
            throw failure;
        }
    }
}
