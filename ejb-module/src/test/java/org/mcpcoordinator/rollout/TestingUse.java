package org.mcpcoordinator.rollout;

import java.util.List;
import java.util.stream.IntStream;
import org.mcpcoordinator.catalog.Category;

/** Hosts as if they had been measured. */
final class TestingUse {
    private static final long MB = 1024;

    private TestingUse() {}

    /** That many built-in servers evenly in ten processes of 80 MB, a tenth of a processor and 100 files each. */
    static HostUse shared(int servers) {
        List<HostUse.Item> processes = IntStream.range(0, 10)
                .mapToObj(i -> new HostUse.Item(
                        true, "serve-" + i, Category.values()[i].id(), servers / 10, 1, 80 * MB, 0.1, 100))
                .toList();
        return new HostUse(processes, new HostUse.Room(2, 1000, 100_000, 30_000));
    }

    /** One program. */
    static HostUse.Item program(String name, long megabytes) {
        return new HostUse.Item(false, name, "api", 1, 2, megabytes * MB, 0.01, 40);
    }
}
