package org.mcpcoordinator.placement;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A host as it is before anything is placed.
 *
 * @param host its name
 * @param memory what all servers on it may take together, in bytes; 0 for no limit
 * @param held what is placed on it, whether it runs or not
 * @param ports how many ports of each category's own range are free, by the category's id
 * @param reserve how many ports of the reserve are free
 */
public record Site(String host, long memory, List<Copy> held, Map<String, Integer> ports, int reserve) {
    public Site {
        Objects.requireNonNull(host);
        held = List.copyOf(held);
        ports = Map.copyOf(ports);
        if (memory < 0) {
            throw new IllegalArgumentException("host " + host + " cannot have " + memory + " bytes");
        }
    }
}
