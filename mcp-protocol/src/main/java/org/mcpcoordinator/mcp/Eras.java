package org.mcpcoordinator.mcp;

import java.util.Objects;

/** Which of the two eras a server speaks, as far as that is known. */
public enum Eras {
    /** Not asked yet, or only one of them. */
    UNKNOWN,
    /** The legacy one, and not the modern one. */
    LEGACY,
    /** The modern one, and not the legacy one. */
    MODERN,
    BOTH;

    /** What is known of a server that has been asked for both. */
    public static Eras of(boolean modern, boolean legacy) {
        if (modern) {
            return legacy ? BOTH : MODERN;
        }
        return legacy ? LEGACY : UNKNOWN;
    }

    /** True if it is known that the server does not speak that era, but the other one. */
    public boolean lacks(Era era) {
        return Objects.requireNonNull(era) == Era.MODERN ? this == LEGACY : this == MODERN;
    }

    /** The era in which a client of that era is served: its own, unless the server lacks that. */
    public Era spokenWith(Era client) {
        if (!lacks(client)) {
            return client;
        }
        return client == Era.MODERN ? Era.LEGACY : Era.MODERN;
    }
}
