package org.mcpcoordinator.routing;

import jakarta.enterprise.context.ApplicationScoped;

/** Keeps the newest route table; replaced on InstanceMoved, read without a lock by the gateway. */
@ApplicationScoped
public class Routing {
    private volatile RouteTable table = RouteTable.EMPTY;

    /** The table as it is now. */
    public RouteTable table() {
        return table;
    }
}
