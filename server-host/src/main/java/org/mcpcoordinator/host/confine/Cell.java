package org.mcpcoordinator.host.confine;

import java.util.List;
import java.util.Optional;

/**
 * What a program is started into.
 *
 * @param words stand before its own, and become it
 * @param relay leads to its port; lives until somebody ends it, for it has to outlive whoever has started it
 * @param release to be called when it has ended
 */
public record Cell(List<String> words, Optional<Process> relay, Runnable release) {
    public Cell {
        words = List.copyOf(words);
    }

    /** Nobody was started into it. */
    public void abandon() {
        relay.ifPresent(Process::destroyForcibly);
        release.run();
    }
}
