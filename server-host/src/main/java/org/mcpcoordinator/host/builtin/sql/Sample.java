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
    /** What H2 holds for a database without a row, half a megabyte, counted in rows. */
    static final int EMPTY = 800;

    Sample {
        Objects.requireNonNull(theme);
    }
}
