package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many calls this node's gateway has under way at each address; kept by the gateway, asked before a process ends. */
@ApplicationScoped
public class Traffic {
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    /** The count of an address, for whoever sends calls there. */
    public AtomicInteger at(String endpoint) {
        AtomicInteger count = calls.get(endpoint);
        return count != null ? count : calls.computeIfAbsent(endpoint, address -> new AtomicInteger());
    }

    /** True if nothing is under way at the address. */
    public boolean quiet(String endpoint) {
        AtomicInteger count = calls.get(endpoint);
        return count == null || count.get() <= 0;
    }
}
