package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What whole looks at the fleet saw last. Several rooms look again every few seconds, because an event may be lost, and
 * nearly always nothing has changed: they then get the very list they have, and nothing is read, made and thrown away.
 */
@ApplicationScoped
class LastLooks {
    private final Map<String, Look> looks = new ConcurrentHashMap<>();

    /**
     * The list last seen if the mark is still the same, else a new one.
     *
     * @param which names the part of the fleet that is looked at
     * @param mark differs whenever what would be read differs; taken before it is read
     */
    List<Instance> at(String which, String mark, Supplier<List<Instance>> reading) {
        Look last = looks.get(which);
        if (last != null && last.mark().equals(mark)) {
            return last.seen();
        }
        List<Instance> seen = List.copyOf(reading.get());
        looks.put(which, new Look(mark, seen));
        return seen;
    }

    private record Look(String mark, List<Instance> seen) {}
}
