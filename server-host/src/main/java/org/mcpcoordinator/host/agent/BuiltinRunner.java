package org.mcpcoordinator.host.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs built-in servers: sees to it that each category has serve processes, up to {@value ServeProcess#MOST} servers in
 * each, and tells them what to serve. Lives on the keeper's thread.
 */
final class BuiltinRunner implements Runner {
    static final String KIND = "builtin";

    private final ServeContext context;
    private final Map<String, ServePool> pools = new HashMap<>();

    BuiltinRunner(ServeContext context) {
        this.context = context;
    }

    @Override
    public void start(Launching launching) {
        pool(launching.order().category()).start(launching);
    }

    @Override
    public void stop(ServerKey key, long token) {
        Optional<ServeProcess> process = processOf(key);
        if (process.isPresent()) {
            process.get().stop(key, token);
        } else {
            context.outcome().stopped(key, token);
        }
    }

    /** Takes over a serve process that an earlier agent started. */
    void adopt(ServeProcess process) {
        pool(process.record().category()).add(process);
    }

    /** One that was taken over has ended. */
    void died(ServeProcess process) {
        pool(process.record().category()).died(process);
    }

    List<ServeProcess> processes() {
        List<ServeProcess> all = new ArrayList<>();
        pools.values().forEach(pool -> all.addAll(pool.processes()));
        return all;
    }

    Optional<ServeProcess> processOf(ServerKey key) {
        return processes().stream().filter(process -> process.serves(key)).findFirst();
    }

    /** Ends all serve processes; nothing is started in their place. */
    void endAll() {
        pools.values().forEach(ServePool::endAll);
    }

    /** Looks after processes that hang or have nothing to do. */
    void look() {
        pools.values().forEach(ServePool::look);
    }

    private ServePool pool(String category) {
        return pools.computeIfAbsent(category, name -> new ServePool(name, context));
    }
}
