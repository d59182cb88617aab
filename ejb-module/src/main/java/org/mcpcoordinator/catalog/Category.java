package org.mcpcoordinator.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The ten categories, in the order of their port ranges (port layout 2: 100 ports each from the base on). */
public enum Category {
    DATABASE(0),
    FILESYSTEM(1),
    API(2),
    AI_ML(3),
    VERSION_CONTROL(4),
    DEV_TOOLS(5),
    SYSTEM_OPS(6),
    COMMUNICATION(7),
    BUSINESS(8),
    IOT_HARDWARE(9);

    private final int position;

    Category(int position) {
        this.position = position;
    }

    /** Place in the port layout, 0 to 9. */
    public int position() {
        return position;
    }

    /** The name in fleet files, addresses and JSON, for example {@code ai-ml}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The category of that id, if there is one. */
    public static Optional<Category> of(String id) {
        return Stream.of(values()).filter(category -> category.id().equals(id)).findFirst();
    }
}
