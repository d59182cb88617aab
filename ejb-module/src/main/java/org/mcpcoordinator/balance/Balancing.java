package org.mcpcoordinator.balance;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.mcpcoordinator.routing.Routing;

/** The desk: keeps the balance of this node's gateway. */
@ApplicationScoped
public class Balancing {
    @Inject
    Routing routing;

    @Inject
    Clock clock;

    @SuppressWarnings("NullAway.Init")
    private Balance balance;

    @PostConstruct
    void begin() {
        balance = new Balance(
                Rules.fromSettings(),
                routing.itself().get()::calls,
                System::nanoTime,
                ThreadLocalRandom::current,
                clock);
    }

    /** The balance itself: whoever asks it on every call does not go through the container's proxy. */
    public Balance balance() {
        return balance;
    }

    /** How the copies of a server are called by this node; empty if none is routed. */
    public List<CopyView> look(String server) {
        balance.refresh(routing.table());
        return balance.look(server);
    }
}
