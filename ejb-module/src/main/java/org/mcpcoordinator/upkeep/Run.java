package org.mcpcoordinator.upkeep;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One backup or restore.
 *
 * @param id its number
 * @param kind what it does
 * @param state how far it is
 * @param node the node that does it and has the file
 * @param file the archive's name in that node's folder
 * @param replaces true for a restore that may replace a fleet
 * @param guarded true if secrets, accounts and tokens are in the archive
 * @param bytes size of the archive
 * @param rows how many rows are in it
 * @param sha256 of the archive; empty until it is complete
 * @param content of what the fleet is: archives of the same fleet have the same
 * @param code of the problem it failed with; empty if it did not
 * @param detail what is to be said of it
 * @param startedBy who asked for it
 * @param endedAt null while it runs
 */
public record Run(
        long id,
        Kind kind,
        State state,
        String node,
        String file,
        boolean replaces,
        boolean guarded,
        long bytes,
        long rows,
        String sha256,
        String content,
        String code,
        String detail,
        String startedBy,
        Instant startedAt,
        @Nullable Instant endedAt) {
    public Run {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(state);
    }

    /** What it does. */
    public enum Kind {
        BACKUP,
        RESTORE
    }

    /** How far it is. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }
}
