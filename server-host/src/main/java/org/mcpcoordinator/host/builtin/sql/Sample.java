package org.mcpcoordinator.host.builtin.sql;

import java.util.Objects;

/**
 * Which sample data.
 *
 * @param theme one of the sheet
 * @param seed equal seeds give equal rows
 * @param rows of the main table
 */
record Sample(String theme, int seed, int rows) {
    Sample {
        Objects.requireNonNull(theme);
    }
}
