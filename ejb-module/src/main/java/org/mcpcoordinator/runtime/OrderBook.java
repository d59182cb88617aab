package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.InstanceKey;

/** What the agent has been told since it was connected. Orders are sent by one thread at a time; any may ask and forget. */
final class OrderBook {
    private static final Logger LOG = Logger.getLogger(OrderBook.class);

    /** What is forgotten is a page that nobody reads any more: an order under way then is noted there. */
    private volatile Page page = new Page();

    /** What it has been told since everything was forgotten last, and whether all of that was said to be all there is. */
    private static final class Page {
        private final Map<Seat, Order.Gist> told = new ConcurrentHashMap<>();
        private volatile boolean whole = true;
    }

    /** The agent is to be told everything anew. */
    void forgetAll() {
        page = new Page();
    }

    /** Of these servers it is to be told once more. */
    void forget(Set<InstanceKey> servers) {
        page.told.keySet().removeIf(seat -> servers.contains(seat.key()));
    }

    /** What it has been told of a seat last; null for nothing. */
    Order.@Nullable Gist told(Seat seat) {
        return page.told.get(seat);
    }

    /** All it has been told. */
    Map<Seat, Order.Gist> told() {
        return Map.copyOf(page.told);
    }

    /**
     * Makes the comparison that is due. What the agent is told as all there is ends whatever it does not mention, and with
     * that the calls under way of a process that drains, for which there is no order yet. So it is told order by order for
     * as long as something drains, and that these are all of them once nothing does.
     *
     * @param comparing compares with what the agent has been told
     */
    Due due(Function<Map<Seat, Order.Gist>, Comparison> comparing) {
        Page open = page;
        Comparison news = comparing.apply(Map.copyOf(open.told));
        if (open.whole && news.namesAll() && !open.told.isEmpty()) {
            news = comparing.apply(Map.of());
        }
        return new Due(open, news, open.whole && news.namesAll());
    }

    /** Takes orders, and answers. */
    interface Agent {
        JsonNode ask(ObjectNode question) throws IOException;
    }

    /** A comparison, and whether its orders are all there are. */
    final class Due {
        private final Page open;
        private final Comparison comparison;
        private final boolean all;

        private Due(Page open, Comparison comparison, boolean all) {
            this.open = open;
            this.comparison = comparison;
            this.all = all;
        }

        Comparison comparison() {
            return comparison;
        }

        /**
         * Sends the orders, if there is anything to say.
         *
         * @param epoch of the host's lease
         * @throws IOException if the agent has not answered; everything is due then
         */
        void send(Agent agent, long epoch, int parallelStarts) throws IOException {
            if (!all && comparison.orders().isEmpty()) {
                return;
            }
            ObjectNode apply = AgentConnection.question("apply")
                    .put("epoch", epoch)
                    .put("full", all)
                    .put("parallelStarts", parallelStarts);
            apply.putArray("orders").addAll(comparison.orders());
            // Noted before it is sent: what the agent says of it may arrive before its answer.
            open.told.putAll(comparison.told());
            try {
                JsonNode answer = agent.ask(apply);
                open.whole = open.whole && !all;
                answer.path("refused")
                        .forEach(item -> LOG.warnf("The host agent refuses an older order: %s", item.toString()));
            } catch (IOException failure) {
                forgetAll();
                throw failure;
            }
        }
    }
}
