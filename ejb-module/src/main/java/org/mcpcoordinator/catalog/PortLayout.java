package org.mcpcoordinator.catalog;

/**
 * Port layout 2: each category owns 100 ports from {@code base} on, in the order of {@link Category}; the 100 after
 * them are the reserve. With the usual base 3100 that is 3100-3199 for database up to 4100-4199 for the reserve.
 *
 * @param base first port of the first category, 1024 to 31000
 */
public record PortLayout(int base) {
    /** Ports per category and in the reserve. */
    public static final int WIDTH = 100;

    public static final int DEFAULT_BASE = 3100;

    public PortLayout {
        if (base < 1024 || base > 31_000) {
            throw new IllegalArgumentException("port base " + base + " is outside 1024 to 31000");
        }
    }

    /** First port of the category; its last is {@link #WIDTH} - 1 further. */
    public int first(Category category) {
        return base + category.position() * WIDTH;
    }

    /** First port of the reserve. */
    public int reserveFirst() {
        return base + Category.values().length * WIDTH;
    }
}
