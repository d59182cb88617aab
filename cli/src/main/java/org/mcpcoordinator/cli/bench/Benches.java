package org.mcpcoordinator.cli.bench;

import java.util.List;
import java.util.Optional;

/** All benches there are. */
public final class Benches {
    private static final List<Bench> ALL = List.of();

    private Benches() {}

    public static List<Bench> all() {
        return ALL;
    }

    public static Optional<Bench> named(String name) {
        return ALL.stream().filter(bench -> bench.name().equals(name)).findFirst();
    }
}
