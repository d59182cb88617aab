package org.mcpcoordinator.rollout;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.mcpcoordinator.catalog.Way;

/**
 * What the servers of a host were measured to use, and what the host has left.
 *
 * @param processes one entry for each process of servers, with everything it has started
 * @param room what is left beside all that runs there
 * @param networks what programs can be held to there, of all that definitions may ask for
 * @param ports true if those that listen on a port can be held to it, too
 * @param imagePorts true if images that listen on a port can be
 */
public record HostUse(List<Item> processes, Room room, Set<Way.Network> networks, boolean ports, boolean imagePorts) {
    /** One of a host of which nobody knows that it could not hold programs to whatever it is. */
    public HostUse(List<Item> processes, Room room) {
        this(processes, room, EnumSet.allOf(Way.Network.class), true, true);
    }

    public HostUse {
        processes = List.copyOf(processes);
        Objects.requireNonNull(room);
        networks = Set.copyOf(networks);
    }

    /**
     * A process, with its children.
     *
     * @param builtin true for one that built-in servers of a category share
     * @param name the server with its replica; for a shared process its own name
     * @param category id of its category
     * @param servers how many servers it serves
     * @param processes how many processes of the operating system it is
     * @param memoryKb its share of memory
     * @param cores processors it kept busy on average since it began
     * @param files files and sockets it has open
     */
    public record Item(
            boolean builtin,
            String name,
            String category,
            int servers,
            int processes,
            long memoryKb,
            double cores,
            long files) {
        public Item {
            Objects.requireNonNull(name);
            Objects.requireNonNull(category);
        }
    }

    /**
     * What is left; 0 means unknown.
     *
     * @param processors of the machine
     * @param memoryMegabytes available without swapping
     * @param files the kernel would still open
     * @param processes the kernel would still start
     */
    public record Room(int processors, long memoryMegabytes, long files, long processes) {
        public static final Room UNKNOWN = new Room(0, 0, 0, 0);
    }
}
