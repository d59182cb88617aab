package org.mcpcoordinator.intake;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a server whose name is taken. */
public enum Clash {
    /** It stays out; the usual. */
    SKIP,
    /** It comes in under another name. */
    RENAME,
    /** It takes the place of the one in the same fleet. */
    REPLACE;

    /** As it is called on the command line and in the API. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that id. */
    public static Optional<Clash> of(String id) {
        return Stream.of(values())
                .filter(each -> each.id().equalsIgnoreCase(id))
                .findFirst();
    }
}
