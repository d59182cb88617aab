package org.mcpcoordinator.rollout;

import java.util.Collection;

/**
 * What something takes of a machine.
 *
 * @param processes of the operating system
 * @param megabytes of memory (PSS)
 * @param cores processors kept busy
 * @param files open files and sockets
 */
record Cost(double processes, double megabytes, double cores, double files) {
    static final Cost NOTHING = new Cost(0, 0, 0, 0);

    private static final double KB_PER_MB = 1024;

    static Cost of(HostUse.Item item) {
        return new Cost(item.processes(), item.memoryKb() / KB_PER_MB, item.cores(), (double) item.files());
    }

    static Cost sum(Collection<HostUse.Item> items) {
        return items.stream().map(Cost::of).reduce(NOTHING, Cost::plus);
    }

    Cost plus(Cost other) {
        return new Cost(
                processes + other.processes, megabytes + other.megabytes, cores + other.cores, files + other.files);
    }

    Cost times(double factor) {
        return new Cost(processes * factor, megabytes * factor, cores * factor, files * factor);
    }

    Cost atLeastNothing() {
        return new Cost(Math.max(0, processes), Math.max(0, megabytes), Math.max(0, cores), Math.max(0, files));
    }
}
