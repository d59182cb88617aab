package org.mcpcoordinator.mcp;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The released revisions of MCP, oldest first. */
public enum Revision {
    V2024_11_05("2024-11-05", Era.LEGACY),
    V2025_03_26("2025-03-26", Era.LEGACY),
    V2025_06_18("2025-06-18", Era.LEGACY),
    V2025_11_25("2025-11-25", Era.LEGACY),
    V2026_07_28("2026-07-28", Era.MODERN);

    /** What a server offers when a legacy client asks for something unknown. */
    public static final Revision NEWEST_LEGACY = V2025_11_25;

    /** What an absent version header means (2025-11-25, section Transports). */
    public static final Revision UNNAMED = V2025_03_26;

    /** The newest revision. */
    public static final Revision NEWEST = V2026_07_28;

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final String id;
    private final Era era;

    Revision(String id, Era era) {
        this.id = id;
        this.era = era;
    }

    /** As written on the wire, for example {@code 2025-11-25}. */
    public String id() {
        return id;
    }

    /** The era it belongs to. */
    public Era era() {
        return era;
    }

    /** The revision of that id, if it is one of these. */
    public static Optional<Revision> of(String id) {
        return Stream.of(values()).filter(revision -> revision.id.equals(id)).findFirst();
    }

    /** True for the id of a modern revision, also of one that is not known here yet. */
    public static boolean isModern(String id) {
        return DATE.matcher(id).matches() && id.compareTo(V2026_07_28.id) >= 0;
    }
}
