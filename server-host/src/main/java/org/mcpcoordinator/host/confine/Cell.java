package org.mcpcoordinator.host.confine;

import java.util.List;

/**
 * What a program is started into.
 *
 * @param words stand before its own, and become it
 * @param release to be called when it has ended, or was not started
 */
public record Cell(List<String> words, Runnable release) {
    public Cell {
        words = List.copyOf(words);
    }
}
