package org.mcpcoordinator.cli.product;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * The machine's memory, or that of the container we are in.
 *
 * @param bytes all of it
 * @param available what programs could still get, in bytes
 */
record Memory(long bytes, long available) {
    private static final long NEEDED = 1536L << 20;
    private static final long NEEDED_NOW = 1024L << 20;
    /** What a WildFly takes besides its heap. */
    private static final long BESIDE_HEAP = 256L << 20;

    private static final Path MEMINFO = Path.of("/proc/meminfo");

    static Memory ofThisMachine() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long all = system.getTotalMemorySize();
        try (Stream<String> lines = Files.lines(MEMINFO)) {
            long available = lines.filter(line -> line.startsWith("MemAvailable:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(all);
            return new Memory(all, Math.min(all, available));
        } catch (IOException notLinux) {
            return new Memory(all, all);
        }
    }

    /** Refuses a machine on which the product, with so many nodes, would die half-way. */
    Memory enough(int nodes) {
        long others = (nodes - 1L) * (((long) new JvmFlags(bytes, 0, "").heapMegabytes() << 20) + BESIDE_HEAP);
        if (bytes < NEEDED + others) {
            throw Refusal.refused("this machine has " + mebi(bytes) + " MiB of memory; at least "
                    + mebi(NEEDED + others) + " MiB are needed for PostgreSQL, "
                    + (nodes == 1 ? "WildFly" : nodes + " nodes") + " and 100 servers. Nothing was started");
        }
        if (available < NEEDED_NOW + others) {
            throw Refusal.refused("only " + mebi(available) + " of " + mebi(bytes)
                    + " MiB of memory are free; at least " + mebi(NEEDED_NOW + others)
                    + " MiB are needed to start. End something else first. Nothing was started");
        }
        return this;
    }

    /** Refuses so many nodes more beside what runs already. */
    void more(int nodes) {
        long wanted = nodes * (((long) new JvmFlags(bytes, 0, "").heapMegabytes() << 20) + BESIDE_HEAP);
        if (available < wanted) {
            throw Refusal.refused("only " + mebi(available) + " of " + mebi(bytes) + " MiB of memory are free; "
                    + mebi(wanted) + " MiB are needed for " + nodes + " more. Nothing was started");
        }
    }

    private static long mebi(long bytes) {
        return bytes >> 20;
    }
}
