package org.mcpcoordinator.web.gateway.callers;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.usage.Called;

/** What is common to all callers: their allowances, those of servers, and where it is written down what was called. */
public final class Callers {
    private final GatewayFigures figures;
    private final CallRate usual;
    private final Supplier<Listing> listing;
    private final Consumer<Called> over;
    private final Allowances tokens;
    private final Allowances users;
    private final Allowances servers;

    /**
     * None yet.
     *
     * @param usual what a caller is allowed whose token says nothing
     * @param over hears of each call that is over
     */
    public Callers(
            CallRate usual,
            Supplier<Listing> listing,
            LongSupplier nanos,
            GatewayFigures figures,
            Consumer<Called> over) {
        this.figures = figures;
        this.usual = usual;
        this.listing = listing;
        this.over = over;
        this.tokens = new Allowances(nanos);
        this.users = new Allowances(nanos);
        this.servers = new Allowances(nanos);
    }

    /** What is left to the caller; null for no limit. A token and an account of the same name are two. */
    public @Nullable Allowance of(Caller caller) {
        CallRate own = caller.sight().rate();
        return (caller.means().equals("bearer") ? tokens : users).of(caller.name(), own.isNone() ? usual : own);
    }

    /** What is left to be called of the server; null for no limit. */
    public @Nullable Allowance of(String server) {
        return servers.of(server, listing.get().rate(server));
    }

    /** Where it is counted who was refused. */
    public GatewayFigures figures() {
        return figures;
    }

    /** A call is over. */
    public void over(Called call) {
        over.accept(call);
    }
}
